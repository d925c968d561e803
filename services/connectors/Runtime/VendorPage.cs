using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>What one payload was mapped to. Every record of the payload is in exactly one of the lists.</summary>
public record MappedRecords
{
    /// <summary>Bookings, in the vendor's order.</summary>
    public IReadOnlyList<Booking> Bookings { get; init; } = [];

    /// <summary>Guests, in the vendor's order.</summary>
    public IReadOnlyList<Guest> Guests { get; init; } = [];

    /// <summary>Rooms, in the vendor's order.</summary>
    public IReadOnlyList<Room> Rooms { get; init; } = [];

    /// <summary>Nights of room types, in the vendor's order.</summary>
    public IReadOnlyList<AvailabilityDay> Availability { get; init; } = [];

    /// <summary>Maintenance of rooms, in the vendor's order.</summary>
    public IReadOnlyList<MaintenanceBlock> Maintenance { get; init; } = [];

    /// <summary>Tasks of the staff, in the vendor's order.</summary>
    public IReadOnlyList<HousekeepingTask> HousekeepingTasks { get; init; } = [];

    /// <summary>Whether the payload held a list of records rather than one.</summary>
    public bool IsList { get; init; }

    /// <summary>Records that could not be mapped; they go to quarantine and do not stop the rest.</summary>
    public IReadOnlyList<UnmappedRecord> Unmapped { get; init; } = [];

    /// <summary>The vendor's ids of the records of a kind that were mapped, in the vendor's order.</summary>
    internal IEnumerable<string> IdsOf(EntityKind entity) => entity switch
    {
        EntityKind.Booking => Bookings.Select(booking => booking.ExternalId),
        EntityKind.Guest => Guests.Select(guest => guest.ExternalId),
        EntityKind.Room => Rooms.Select(room => room.ExternalId),
        EntityKind.Availability => Availability.Select(night => night.ExternalId),
        EntityKind.Maintenance => Maintenance.Select(block => block.ExternalId),
        EntityKind.HousekeepingTask => HousekeepingTasks.Select(task => task.ExternalId),
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Not a kind of entity the runtime knows."),
    };

    /// <summary>How many records of a kind were mapped.</summary>
    public int CountOf(EntityKind entity) => entity switch
    {
        EntityKind.Booking => Bookings.Count,
        EntityKind.Guest => Guests.Count,
        EntityKind.Room => Rooms.Count,
        EntityKind.Availability => Availability.Count,
        EntityKind.Maintenance => Maintenance.Count,
        EntityKind.HousekeepingTask => HousekeepingTasks.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Not a kind of entity the runtime knows."),
    };
}

/// <summary>One page of a read.</summary>
public sealed record VendorPage : MappedRecords
{
    /// <summary>Where the next page begins; opaque to the runtime, kept in the checkpoint. Null after the last page.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Records the vendor announces for the whole read. Null when it does not tell.</summary>
    public long? Total { get; init; }

    /// <summary>
    /// How much of the whole read is done with this page, 0 to 1, where it goes by spans of time or another list of known length. Null where that is not
    /// known. Used only without <see cref="Total"/>; it may be wrong by the unevenness of the data, and is never told going backwards.
    /// </summary>
    public double? Fraction { get; init; }
}

/// <summary>A vendor record that could not be mapped.</summary>
/// <param name="Entity">What it should have become.</param>
/// <param name="ExternalId">The vendor's id when it could be read.</param>
/// <param name="Path">Where in the record, as in <c>$.ScheduledStartUtc</c>.</param>
/// <param name="Reason">Why, in one sentence without personal data.</param>
/// <param name="Payload">The record as it came, UTF-8 JSON.</param>
public sealed record UnmappedRecord(EntityKind Entity, string? ExternalId, string Path, string Reason, ReadOnlyMemory<byte> Payload);
