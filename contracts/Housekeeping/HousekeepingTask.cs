using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Housekeeping;

/// <summary>Something the staff is to do: clean a room, look after it, prepare a stay.</summary>
public sealed record HousekeepingTask
{
    /// <summary>The vendor's id, unique within the connection.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Id of the <see cref="Rooms.Room"/> in the same connection. Null when it is about no single room or the vendor does not tell.</summary>
    public string? RoomExternalId { get; init; }

    /// <summary>The room's number as guests know it. Null when not known.</summary>
    public string? RoomNumber { get; init; }

    /// <summary>Id of the <see cref="Bookings.Booking"/> it belongs to, in the same connection. Null when it belongs to none.</summary>
    public string? BookingExternalId { get; init; }

    /// <summary>What kind of work it is.</summary>
    public required HousekeepingTaskKind Kind { get; init; }

    /// <summary>The vendor's own text for the kind, unchanged. Null when it has none.</summary>
    public string? VendorKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required HousekeepingTaskStatus Status { get; init; }

    /// <summary>The vendor's own status text, unchanged.</summary>
    public required string VendorStatus { get; init; }

    /// <summary>What is to be done, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>What is to be done, at length. Null when there is no more to say.</summary>
    public string? Notes { get; init; }

    /// <summary>The vendor's id of who is to do it. Null while nobody is.</summary>
    public string? AssigneeExternalId { get; init; }

    /// <summary>From when it can be done, UTC. Null when the vendor does not tell.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>By when it has to be done, UTC. Null when it is not urgent or the vendor does not tell.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When somebody began, UTC. Null before that and where the vendor does not tell.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done, UTC. Null before that and where the vendor does not tell.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was entered, UTC. Null when the vendor does not tell.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the vendor last changed it, vendor clock, UTC. Null where the vendor keeps no such time for every task.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>What has no canonical field, by the vendor's own names. Null when there is nothing.</summary>
    public IReadOnlyDictionary<string, string>? Extensions { get; init; }
}

/// <summary>Kinds of work.</summary>
[JsonConverter(typeof(LenientEnumConverter<HousekeepingTaskKind>))]
public enum HousekeepingTaskKind
{
    /// <summary>The vendor does not tell or used a word no mapping knows.</summary>
    Unknown,

    /// <summary>Cleaning.</summary>
    Cleaning,

    /// <summary>Repair and upkeep.</summary>
    Maintenance,

    /// <summary>Checking what was cleaned or repaired.</summary>
    Inspection,

    /// <summary>Something else, as meeting a guest or work in the office.</summary>
    Other,
}

/// <summary>Where a task stands.</summary>
[JsonConverter(typeof(LenientEnumConverter<HousekeepingTaskStatus>))]
public enum HousekeepingTaskStatus
{
    /// <summary>A status text no mapping knows.</summary>
    Unknown,

    /// <summary>To be done.</summary>
    Pending,

    /// <summary>Taken on by somebody.</summary>
    Confirmed,

    /// <summary>Being done.</summary>
    InProgress,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Not to be done any more.</summary>
    Cancelled,
}
