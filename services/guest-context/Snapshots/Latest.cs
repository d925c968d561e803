namespace PmsPlatform.GuestContext.Snapshots;

/// <summary>Prepares a batch for one set-based statement: each key once, in one order that all writers share, so that none waits for another in a circle.</summary>
internal static class Latest
{
    /// <param name="rows">Snapshots in any order, keys possibly several times.</param>
    /// <param name="passedOver">The snapshots that a later one of the same batch replaces.</param>
    public static List<TRow> Of<TRow>(IReadOnlyList<TRow> rows, out Outcome passedOver)
        where TRow : SnapshotRow
    {
        var latest = new SortedDictionary<string, TRow>(StringComparer.Ordinal);
        long unchanged = 0, stale = 0;
        foreach (var row in rows)
        {
            if (!latest.TryGetValue(row.ExternalId, out var other))
            {
                latest.Add(row.ExternalId, row);
                continue;
            }

            if (string.Equals(row.Version.ContentHash, other.Version.ContentHash, StringComparison.Ordinal))
                unchanged++;
            else
                stale++;
            if (Compare(row, other) > 0)
                latest[row.ExternalId] = row;
        }

        passedOver = new Outcome(0, unchanged, stale);
        return [.. latest.Values];
    }

    // Two snapshots of one instant would otherwise be ordered by chance; the same rule stands in the SQL.
    private static int Compare(SnapshotRow left, SnapshotRow right) =>
        left.Version.CompareTo(right.Version) is not 0 and var order ? order : string.CompareOrdinal(left.Version.ContentHash, right.Version.ContentHash);
}
