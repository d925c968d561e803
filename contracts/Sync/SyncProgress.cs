namespace PmsPlatform.Contracts.Sync;

/// <summary>How far a run is, and when it may end. Every member is null where nobody can know.</summary>
public sealed record SyncProgress
{
    /// <summary>
    /// Share that was read, 0 to 100, rounded down to a tenth. Never goes backwards, and is 100 only when the run has completed. Null where the vendor
    /// neither tells a total nor pages by spans of time.
    /// </summary>
    public double? Percent { get; init; }

    /// <summary>Of bookings: the earliest arrival read so far, hotel-local. Null before the first booking, and for other entities.</summary>
    public DateOnly? ReadFrom { get; init; }

    /// <summary>Of bookings: the latest arrival read so far, hotel-local. Null as <see cref="ReadFrom"/> is.</summary>
    public DateOnly? ReadUntil { get; init; }

    /// <summary>
    /// When the run should end, UTC: by the pace so far, or by when the vendor's limits let the calls that are left pass, whichever is later. Null while
    /// unknown, while the vendor does not answer, and after the end.
    /// </summary>
    public DateTimeOffset? EstimatedEnd { get; init; }

    /// <summary>Vendor calls still to be made, as the ones so far suggest. Null as <see cref="EstimatedEnd"/> is.</summary>
    public long? CallsLeft { get; init; }
}
