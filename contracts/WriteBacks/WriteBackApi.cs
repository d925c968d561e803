using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Contracts.WriteBacks;

/// <summary>What is written to a PMS.</summary>
[JsonConverter(typeof(LenientEnumConverter<WriteBackKind>))]
public enum WriteBackKind
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>A note on a booking.</summary>
    Note,

    /// <summary>Preferences of a guest.</summary>
    Preferences,

    /// <summary>A charge on a booking's folio.</summary>
    Charge,

    /// <summary>When a guest will leave.</summary>
    CheckoutTime,

    /// <summary>The housekeeping status of a room.</summary>
    Housekeeping,
}

/// <summary>Where a write-back stands.</summary>
[JsonConverter(typeof(LenientEnumConverter<WriteBackState>))]
public enum WriteBackState
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Kept, waits for its turn or its next try.</summary>
    Queued,

    /// <summary>The vendor is being called.</summary>
    Running,

    /// <summary>The vendor has it.</summary>
    Succeeded,

    /// <summary>The vendor refused it, or it grew too old.</summary>
    Failed,

    /// <summary>It may or may not have arrived and the vendor cannot tell: a human must look before it is repeated.</summary>
    Uncertain,
}

/// <summary>Body of <c>POST /api/pms/write-backs</c>; the header <c>Idempotency-Key</c> names it. Exactly the member of its kind is given.</summary>
public sealed record WriteBackRequest
{
    /// <summary>The vendor's slug, as in <c>mews</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>What is written.</summary>
    public WriteBackKind? Kind { get; init; }

    /// <summary>External id of the booking, for notes, charges and checkout times.</summary>
    public string? BookingId { get; init; }

    /// <summary>External id of the guest, for preferences.</summary>
    public string? GuestId { get; init; }

    /// <summary>External id of the room, for housekeeping.</summary>
    public string? RoomId { get; init; }

    /// <summary>Text of a note, 1 to 4,000 characters.</summary>
    public string? Note { get; init; }

    /// <summary>Preferences to add, 1 to 50.</summary>
    public IReadOnlyList<GuestPreference>? Preferences { get; init; }

    /// <summary>A charge.</summary>
    public WriteBackCharge? Charge { get; init; }

    /// <summary>Hotel-local time of day.</summary>
    public TimeOnly? CheckoutTime { get; init; }

    /// <summary>The room's new housekeeping status.</summary>
    public HousekeepingStatus? Housekeeping { get; init; }
}

/// <summary>A charge on a folio.</summary>
public sealed record WriteBackCharge
{
    /// <summary>What the guest pays, taxes included; greater than zero.</summary>
    public Money? Amount { get; init; }

    /// <summary>What it is for, as it appears on the bill; 1 to 200 characters.</summary>
    public string? Title { get; init; }
}

/// <summary>A write-back as its connector shows it.</summary>
public sealed record WriteBackView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary>What is written.</summary>
    public required WriteBackKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public required WriteBackState State { get; init; }

    /// <summary>External id of the booking; null where it is not about one.</summary>
    public string? BookingId { get; init; }

    /// <summary>External id of the guest; null where it is not about one.</summary>
    public string? GuestId { get; init; }

    /// <summary>External id of the room; null where it is not about one.</summary>
    public string? RoomId { get; init; }

    /// <summary>Calls that were begun.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it is tried next, UTC; null once it is settled.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was settled, UTC; null before.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What the vendor calls it; null where it gives no name or has not got it.</summary>
    public string? VendorReference { get; init; }

    /// <summary>Why the last try failed, in the vendor's own words where it has some; null when none did.</summary>
    public string? Reason { get; init; }
}

/// <summary>Answer of <c>POST /api/pms/write-backs</c>, with status 202 and the address in <c>Location</c>.</summary>
public sealed record WriteBackAnswer
{
    /// <summary>The accepted write.</summary>
    public required WriteBackView WriteBack { get; init; }

    /// <summary>Where it can be followed.</summary>
    public required string Address { get; init; }
}

/// <summary>Body of <c>POST /api/pms/write-backs/{provider}/{id}/settle</c>: what a human saw at the vendor.</summary>
public sealed record WriteBackSettlement
{
    /// <summary>True when the write is there: it has succeeded. False when it is not: it is queued again.</summary>
    public bool? Arrived { get; init; }
}
