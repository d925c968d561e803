using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Sync;

/// <summary>Which part of the vendor's data a run reads.</summary>
[JsonConverter(typeof(LenientEnumConverter<SyncMode>))]
public enum SyncMode
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Everything.</summary>
    Full,

    /// <summary>What the vendor changed since an instant, with overlap.</summary>
    ModifiedSince,

    /// <summary>Bookings arriving in a span of hotel-local dates.</summary>
    Arrivals,

    /// <summary>Bookings departing in a span of hotel-local dates.</summary>
    Departures,

    /// <summary>Bookings whose guests are in the house now.</summary>
    InHouse,

    /// <summary>Everything, and what is known but no longer there is removed once that is confirmed.</summary>
    Reconcile,

    /// <summary>Every room, for its housekeeping and occupancy now; names, types and floors may be as read within the last hour.</summary>
    RoomStatus,
}

/// <summary>Where a run stands.</summary>
[JsonConverter(typeof(LenientEnumConverter<SyncRunState>))]
public enum SyncRunState
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Waits for the connection to be free.</summary>
    Queued,

    /// <summary>Reading and publishing.</summary>
    Running,

    /// <summary>Everything was read; records may have been quarantined.</summary>
    Completed,

    /// <summary>Given up; the next run goes on from the last checkpoint.</summary>
    Failed,
}

/// <summary>
/// How many records a run has handled so far. Counted are records of the entity the run is for; what came along with them (the guests in bookings)
/// is in <see cref="Related"/>.
/// </summary>
public sealed record SyncCounts
{
    /// <summary>Records read from the vendor.</summary>
    public long Processed { get; init; }

    /// <summary>Records that were new or different and whose events the broker has confirmed.</summary>
    public long Changed { get; init; }

    /// <summary>Records equal to what was already known; nothing was published.</summary>
    public long Unchanged { get; init; }

    /// <summary>Records of other entities that came along, as the guests of bookings.</summary>
    public long Related { get; init; }

    /// <summary>Records of any entity that went to quarantine because they could not be mapped.</summary>
    public long Failed { get; init; }

    /// <summary>Requests sent to the vendor, retries included.</summary>
    public long VendorCalls { get; init; }

    /// <summary>Pages read and confirmed.</summary>
    public long Pages { get; init; }

    /// <summary>Records the vendor announced in total; null when it does not tell.</summary>
    public long? Total { get; init; }

    /// <summary>What a reconciliation found; null for every other mode.</summary>
    public SyncDrift? Drift { get; init; }
}

/// <summary>How far what was known had drifted from what the vendor has.</summary>
public sealed record SyncDrift
{
    /// <summary>Known records whose content differed: no feed and no webhook had told, or not yet.</summary>
    public long Missed { get; init; }

    /// <summary>Records that were not known, or known as removed.</summary>
    public long Added { get; init; }

    /// <summary>Records that the vendor no longer has; their removals are published.</summary>
    public long Removed { get; init; }

    /// <summary>Records that are missing at the vendor but so many that it was not believed; nothing was removed and an alert was raised.</summary>
    public long Withheld { get; init; }
}

/// <summary>What a run is for.</summary>
public sealed record SyncRunScope
{
    /// <summary>The entity asked for. Vendors that embed guests in bookings deliver both in one run.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>Which part of the data.</summary>
    public required SyncMode Mode { get; init; }

    /// <summary>For <see cref="SyncMode.ModifiedSince"/>: the instant asked for, UTC, before overlap is taken off.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>For arrivals, departures and availability: first date, hotel-local.</summary>
    public DateOnly? From { get; init; }

    /// <summary>For arrivals, departures and availability: last date, hotel-local, included.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Stop after so many records. Null for no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>For <see cref="SyncMode.Reconcile"/>: true to remove however many are missing. Null for no.</summary>
    public bool? Force { get; init; }
}
