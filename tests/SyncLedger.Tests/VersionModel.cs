using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>A version of one entity: its minute and its content.</summary>
internal readonly record struct V(int Minute, int SeenMinute, char Content)
{
    /// <summary>The content of a version that says that the record is gone.</summary>
    public const char Removal = 'R';

    public (int Minute, int SeenMinute) Place => (Minute, SeenMinute);

    public override string ToString() => $"{Content}@{Minute}/{SeenMinute}";
}

/// <summary>Versions of a few entities, in some order, some more than once, cut into batches.</summary>
internal sealed record Deliveries(IReadOnlyList<IReadOnlyList<(string Id, V Version)>> Batches)
{
    /// <summary>Few contents, so that they come back (A, B, A), removals among them; no two contents for one version.</summary>
    public static Gen<Deliveries> Gen { get; } =
        from versions in VersionsOf("a")
        from others in VersionsOf("b")
        from repeated in FsCheck.Fluent.Gen.ListOf(FsCheck.Fluent.Gen.Elements<(string Id, V Version)>([.. versions, .. others]))
        from order in FsCheck.Fluent.Gen.Shuffle<(string Id, V Version)>([.. versions, .. others, .. repeated])
        from cuts in FsCheck.Fluent.Gen.ListOf(FsCheck.Fluent.Gen.Choose(1, 4))
        select new Deliveries(Cut(order, cuts));

    public IEnumerable<(string Id, V Version)> All => Batches.SelectMany(batch => batch);

    public override string ToString() => string.Join(" | ", Batches.Select(batch => string.Join(' ', batch.Select(delivery => $"{delivery.Id}:{delivery.Version}"))));

    /// <summary>What a page of history must show: states in the order of versions, oldest first.</summary>
    public IReadOnlyList<V> StatesOf(string id)
    {
        List<V> states = [];
        foreach (var version in All.Where(delivery => string.Equals(delivery.Id, id, StringComparison.Ordinal)).Select(delivery => delivery.Version).Distinct().OrderBy(version => version.Place))
        {
            if (states is not [.., var last] || last.Content != version.Content)
                states.Add(version);
        }

        return states;
    }

    /// <summary>
    /// What was there at a minute: a removal counts from when it was seen, and so does what came back after it with the same time. Null before anything.
    /// </summary>
    public char? ContentAt(string id, int minute)
    {
        V[] versions = [.. All.Where(delivery => string.Equals(delivery.Id, id, StringComparison.Ordinal)).Select(delivery => delivery.Version).Distinct().OrderBy(version => version.Place)];
        V[] then = [.. versions.Where(version => version.Minute <= minute
            && (version.SeenMinute <= minute
                || !versions.Any(other => other.Content == V.Removal && other.Minute == version.Minute && other.SeenMinute <= version.SeenMinute)))];
        return then.Length == 0 ? null : then[^1].Content;
    }

    private static Gen<(string Id, V Version)[]> VersionsOf(string id) =>
        from size in FsCheck.Fluent.Gen.Choose(1, 7)
        from contents in FsCheck.Fluent.Gen.ArrayOf(FsCheck.Fluent.Gen.Elements('A', 'B', 'C', V.Removal), size)
        from ties in FsCheck.Fluent.Gen.ArrayOf(FsCheck.Fluent.Gen.Elements(false, false, true), size)
        select Enumerable.Range(0, size).Select(i => (id, new V(ties[i] ? i - 1 : i, i, contents[i]))).ToArray();

    private static List<IReadOnlyList<(string, V)>> Cut((string, V)[] order, List<int> cuts)
    {
        List<IReadOnlyList<(string, V)>> batches = [];
        var rest = order.AsSpan();
        for (var i = 0; rest.Length > 0; i++)
        {
            var length = Math.Min(rest.Length, i < cuts.Count ? cuts[i] : 3);
            batches.Add(rest[..length].ToArray());
            rest = rest[length..];
        }

        return batches;
    }
}

/// <summary>The ledger without a database: applies verdicts to sets.</summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<string, Snapshot> _current = [];
    private readonly List<Judged> _history = [];

    public IReadOnlyDictionary<string, Snapshot> Current => _current;

    public IReadOnlyList<Judged> History => _history;

    public long Counted { get; private set; }

    public void Write(IEnumerable<Snapshot> batch)
    {
        Snapshot[] ordered = [.. batch.Order(ByKeyThenVersion.Instance)];
        var stored = ordered.DistinctBy(snapshot => snapshot.ExternalId, StringComparer.Ordinal)
            .Where(first => _current.ContainsKey(first.ExternalId))
            .ToDictionary(first => first, first => new StoredVersion(
                _current[first.ExternalId].OrderedAt, _current[first.ExternalId].ObservedAt, _current[first.ExternalId].ContentHash));

        // As the store does: only what is not later than the current version is looked up.
        var known = ordered
            .Where(snapshot => _current.TryGetValue(snapshot.ExternalId, out var current)
                && Judge.MayBeKnown(snapshot, new StoredVersion(current.OrderedAt, current.ObservedAt, current.ContentHash))
                && _history.Exists(row => IsSame(row.Snapshot, snapshot)))
            .ToHashSet();

        var verdict = Judge.Of(ordered, stored, known);
        _history.AddRange(verdict.Versions);
        foreach (var current in verdict.Current)
            _current[current.ExternalId] = current;
        Counted += verdict.Tallies.Sum(tally => tally.Applied + tally.Unchanged + tally.Stale);
    }

    public static bool IsSame(Snapshot x, Snapshot y) =>
        string.Equals(x.ExternalId, y.ExternalId, StringComparison.Ordinal) && x.CompareVersionTo(y.OrderedAt, y.ObservedAt) == 0 && x.HasContentOf(y.ContentHash);
}
