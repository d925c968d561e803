namespace PmsPlatform.Contracts.Bookings;

/// <summary>One room over one unbroken span of nights (OpenTravel RoomStay).</summary>
public sealed record RoomStay
{
    /// <summary>Id of the <see cref="Rooms.Room"/> in the same connection. Null while no room is assigned.</summary>
    public string? RoomExternalId { get; init; }

    /// <summary>The room's number or name as guests know it. Null while no room is assigned or the vendor did not say.</summary>
    public string? RoomNumber { get; init; }

    /// <summary>The category sold, in the vendor's words.</summary>
    public string? RoomType { get; init; }

    /// <summary>Status of this stay; the same as the booking's where the vendor keeps only one.</summary>
    public required BookingStatus Status { get; init; }

    /// <summary>First night, calendar date in the hotel's time zone.</summary>
    public required DateOnly Arrival { get; init; }

    /// <summary>Date of leaving in the hotel's time zone; this night is not sold. Equal to <see cref="Arrival"/> for day use.</summary>
    public required DateOnly Departure { get; init; }

    /// <summary>Adults in this room. Null when the vendor counts per booking only.</summary>
    public int? Adults { get; init; }

    /// <summary>Children in this room, infants included. Null when the vendor counts per booking only.</summary>
    public int? Children { get; init; }

    /// <summary>When the guest really checked in, UTC. Null before that and where the vendor does not tell.</summary>
    public DateTimeOffset? CheckedInAt { get; init; }

    /// <summary>When the guest really checked out, UTC. Null before that and where the vendor does not tell.</summary>
    public DateTimeOffset? CheckedOutAt { get; init; }
}
