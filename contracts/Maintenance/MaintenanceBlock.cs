using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Contracts.Maintenance;

/// <summary>A span in which a room is taken out of sale because something is done to it.</summary>
public sealed record MaintenanceBlock
{
    /// <summary>The vendor's id, unique within the connection.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Id of the <see cref="Room"/> in the same connection.</summary>
    public required string RoomExternalId { get; init; }

    /// <summary>The room's number as guests know it. Null when the vendor did not say.</summary>
    public string? RoomNumber { get; init; }

    /// <summary>Whether the room is broken (OutOfOrder) or only held back (OutOfService). Never InService.</summary>
    public required RoomService Service { get; init; }

    /// <summary>First date it concerns, hotel-local.</summary>
    public required DateOnly From { get; init; }

    /// <summary>
    /// Date from which the room can be used again, hotel-local: the night that begins on it is not blocked. Equal to <see cref="From"/> when no night is.
    /// A block that ends in the last minute of a day ends with that day.
    /// </summary>
    public required DateOnly Until { get; init; }

    /// <summary>The instant it begins, UTC. Null when the vendor tells dates only.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The instant it ends, UTC. Null when the vendor tells dates only.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>True when it was lifted or deleted at the vendor: then it blocks nothing, whatever its dates say.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Why, in the staff's words. Null when they gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>What the staff noted. Null when nothing.</summary>
    public string? Notes { get; init; }

    /// <summary>The vendor's own word for the kind of block, unchanged. Null when it has none.</summary>
    public string? VendorKind { get; init; }

    /// <summary>When it was entered, UTC. Null when the vendor does not tell.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the vendor last changed it, vendor clock, UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }
}
