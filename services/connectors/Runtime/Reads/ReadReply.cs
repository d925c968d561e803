namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>What somebody who asks gets.</summary>
/// <param name="Entry">The data. Null when there are none.</param>
/// <param name="Stale">They are older than they should be.</param>
/// <param name="FromVendor">The vendor was asked for this very answer.</param>
/// <param name="Outcome">Why there are none. Null when there are some.</param>
internal readonly record struct ReadReply(ReadEntry? Entry, bool Stale, bool FromVendor, ReadOutcome? Outcome)
{
    /// <summary>The vendor just gave it.</summary>
    public static ReadReply New(ReadEntry entry) => new(entry, Stale: false, FromVendor: true, Outcome: null);

    /// <summary>Kept, and good without asking.</summary>
    public static ReadReply Fresh(ReadEntry entry) => new(entry, Stale: false, FromVendor: false, Outcome: null);

    /// <summary>Kept, and the best there is.</summary>
    public static ReadReply Old(ReadEntry entry) => new(entry, Stale: true, FromVendor: false, Outcome: null);

    /// <summary>Nothing.</summary>
    public static ReadReply None(ReadOutcome outcome) => new(Entry: null, Stale: false, FromVendor: false, outcome);
}
