using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Bookings;

/// <summary>What was sold: persons, dates, price, and one <see cref="RoomStay"/> per room. A complete snapshot as the vendor shows it.</summary>
public sealed record Booking
{
    /// <summary>The vendor's id, unique within the connection.</summary>
    public required string ExternalId { get; init; }

    /// <summary>The number guests and staff quote. Null when the vendor gives none.</summary>
    public string? ConfirmationNumber { get; init; }

    /// <summary>Where the booking stands.</summary>
    public required BookingStatus Status { get; init; }

    /// <summary>The vendor's own status text, unchanged; with a reason after a slash where the vendor keeps one, as in <c>Canceled/NoShow</c>.</summary>
    public required string VendorStatus { get; init; }

    /// <summary>Night of arrival, calendar date in the hotel's time zone. May lie in the past.</summary>
    public required DateOnly Arrival { get; init; }

    /// <summary>Date of departure in the hotel's time zone. Never before <see cref="Arrival"/>.</summary>
    public required DateOnly Departure { get; init; }

    /// <summary>When the guest is expected to arrive, hotel-local. Null when unknown.</summary>
    public TimeOnly? ExpectedArrivalTime { get; init; }

    /// <summary>When the guest is expected to leave, hotel-local. Null when unknown.</summary>
    public TimeOnly? ExpectedDepartureTime { get; init; }

    /// <summary>Adults. Null when the vendor did not say.</summary>
    public int? Adults { get; init; }

    /// <summary>Children, infants included. Null when the vendor did not say.</summary>
    public int? Children { get; init; }

    /// <summary>How it was sold.</summary>
    public required BookingChannel Channel { get; init; }

    /// <summary>The vendor's own name of the channel. Null when it gave none.</summary>
    public string? ChannelName { get; init; }

    /// <summary>Gross price of the whole booking. Null when the vendor did not tell (never zero in its place).</summary>
    public Money? Total { get; init; }

    /// <summary>What the guest owes now; positive means the guest owes. Null when the vendor did not tell.</summary>
    public Money? Balance { get; init; }

    /// <summary>Who booked; often not who stays. Null when it is the primary guest or not known.</summary>
    public BookingGuest? Booker { get; init; }

    /// <summary>Who stays, primary guest first. Empty for blocks.</summary>
    public IReadOnlyList<BookingGuest> Guests { get; init => field = value ?? []; } = [];

    /// <summary>One entry per room, in the vendor's order; at least one.</summary>
    public IReadOnlyList<RoomStay> Stays { get; init => field = value ?? []; } = [];

    /// <summary>The hotel's remarks, not meant for the guest.</summary>
    public string? Notes { get; init; }

    /// <summary>The guest's wishes.</summary>
    public string? SpecialRequests { get; init; }

    /// <summary>When the booking was made, vendor clock, UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the vendor last changed it, vendor clock, UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>What has no canonical field, by the vendor's own names. Null when there is nothing.</summary>
    public IReadOnlyDictionary<string, string>? Extensions { get; init; }
}
