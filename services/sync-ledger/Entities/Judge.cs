using PmsPlatform.Contracts.Ledger;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The version an entity has in the database.</summary>
internal sealed record StoredVersion(DateTime OrderedAt, DateTime ObservedAt, byte[] ContentHash)
{
    public bool IsRemoval => ContentHash.AsSpan().SequenceEqual(Snapshot.HashOfRemoval);
}

/// <summary>A snapshot with what the ledger does with it.</summary>
internal readonly record struct Judged(Snapshot Snapshot, LedgerOutcome Outcome);

/// <summary>What a batch changes.</summary>
internal sealed class Verdict
{
    /// <summary>Versions that were not there, each once.</summary>
    public List<Judged> Versions { get; } = [];

    /// <summary>New current versions, one per entity.</summary>
    public List<Snapshot> Current { get; } = [];

    /// <summary>What to count, by connection, in the order of keys.</summary>
    public List<Tally> Tallies { get; } = [];
}

/// <summary>What became of the snapshots of one connection.</summary>
internal sealed class Tally(Arrival arrival)
{
    public Arrival Arrival { get; } = arrival;

    /// <summary>How many more entities are there than before; below zero when more were removed.</summary>
    public long Added { get; set; }

    public long Applied { get; set; }

    public long Unchanged { get; set; }

    public long Stale { get; set; }

    public void Count(LedgerOutcome outcome)
    {
        switch (outcome)
        {
            case LedgerOutcome.Applied: Applied++; break;
            case LedgerOutcome.Unchanged: Unchanged++; break;
            default: Stale++; break;
        }
    }
}

/// <summary>
/// Decides by versions, never by arrival: content equal to the current version's is unchanged, an earlier version is stale, every other one is applied;
/// a version that is there already is unchanged. Whatever the order and however often they arrive, the same versions end in the same current one, and
/// history holds each of them once, so that A, B, A stays three.
/// </summary>
internal static class Judge
{
    /// <summary>True for versions that history may hold already: those that are not later than the current one.</summary>
    public static bool MayBeKnown(Snapshot snapshot, StoredVersion stored) => snapshot.CompareVersionTo(stored.OrderedAt, stored.ObservedAt) switch
    {
        0 => !snapshot.HasContentOf(stored.ContentHash),
        var order => order < 0,
    };

    /// <param name="snapshots">In the order of <see cref="ByKeyThenVersion"/>, equal versions in the order of arrival.</param>
    /// <param name="stored">What the database has, by the snapshot the entity's run begins with.</param>
    /// <param name="known">The snapshots whose version history holds already.</param>
    public static Verdict Of(ReadOnlySpan<Snapshot> snapshots, IReadOnlyDictionary<Snapshot, StoredVersion> stored, IReadOnlySet<Snapshot> known)
    {
        var verdict = new Verdict();
        for (var start = 0; start < snapshots.Length;)
        {
            var end = start + 1;
            while (end < snapshots.Length && ByKeyThenVersion.AreOfOneEntity(snapshots[start], snapshots[end]))
                end++;

            JudgeEntity(snapshots[start..end], stored.GetValueOrDefault(snapshots[start]), known, verdict);
            start = end;
        }

        return verdict;
    }

    private static void JudgeEntity(ReadOnlySpan<Snapshot> versions, StoredVersion? stored, IReadOnlySet<Snapshot> known, Verdict verdict)
    {
        var tally = TallyOf(versions[0].Arrival, verdict);
        var content = stored?.ContentHash;
        Snapshot? current = null;
        for (var i = 0; i < versions.Length; i++)
        {
            var version = versions[i];
            var order = stored is null ? 1 : version.CompareVersionTo(stored.OrderedAt, stored.ObservedAt);
            if (known.Contains(version) || (order == 0 && version.HasContentOf(stored!.ContentHash)) || CameBefore(versions, i))
            {
                tally.Count(LedgerOutcome.Unchanged);
                continue;
            }

            var outcome = content is not null && version.HasContentOf(content) ? LedgerOutcome.Unchanged : order < 0 ? LedgerOutcome.Stale : LedgerOutcome.Applied;
            verdict.Versions.Add(new Judged(version, outcome));
            tally.Count(outcome);
            if (order >= 0)
                (current, content) = (version, version.ContentHash);
        }

        if (current is not null)
        {
            verdict.Current.Add(current);
            tally.Added += (current.IsRemoval ? 0 : 1) - (stored is null || stored.IsRemoval ? 0 : 1);
        }
    }

    /// <summary>True for the second and later deliveries of a version within the batch.</summary>
    private static bool CameBefore(ReadOnlySpan<Snapshot> versions, int index)
    {
        var version = versions[index];
        for (var i = index - 1; i >= 0 && versions[i].CompareVersionTo(version.OrderedAt, version.ObservedAt) == 0; i--)
        {
            if (versions[i].HasContentOf(version.ContentHash))
                return true;
        }

        return false;
    }

    private static Tally TallyOf(Arrival arrival, Verdict verdict)
    {
        if (verdict.Tallies is [.., var last]
            && string.Equals(last.Arrival.Context.ConnectionId, arrival.Context.ConnectionId, StringComparison.Ordinal)
            && string.Equals(last.Arrival.Context.HotelId, arrival.Context.HotelId, StringComparison.Ordinal))
        {
            return last;
        }

        var tally = new Tally(arrival);
        verdict.Tallies.Add(tally);
        return tally;
    }
}
