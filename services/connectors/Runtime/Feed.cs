using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>Which records a read is about.</summary>
public sealed record Feed
{
    /// <summary>
    /// Which part of the data. A vendor that cannot filter so reads more and says so in its README; it never reads less. A mode that makes no
    /// sense for an entity (arrivals of rooms) is not asked for. <see cref="SyncMode.RoomStatus"/> comes every few minutes: leave out the calls that bring
    /// anything else.
    /// </summary>
    public required SyncMode Mode { get; init; }

    /// <summary>For <see cref="SyncMode.ModifiedSince"/>: the instant from which changes are wanted, UTC, overlap already taken off. Null otherwise.</summary>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>For arrivals, departures and availability: first date wanted, hotel-local. Null otherwise.</summary>
    public DateOnly? From { get; init; }

    /// <summary>For arrivals, departures and availability: last date wanted, hotel-local, included. Null otherwise.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>When the run began, UTC: the fixed upper end of time windows, and now for in-house. Does not move when a run is resumed.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The run stops after so many records; a hint for a smaller page. Null for no limit.</summary>
    public int? Limit { get; init; }
}
