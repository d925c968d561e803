namespace PmsPlatform.Contracts.Bookings;

/// <summary>A person named on a booking: who it is and how to reach them, without the whole profile.</summary>
public sealed record BookingGuest
{
    /// <summary>Id of the <see cref="Guests.Guest"/> in the same connection. Null when the booking only carries a name.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Given and family name in the vendor's order, as one text. Null when the vendor gave none.</summary>
    public string? Name { get; init; }

    /// <summary>E-mail address as given; may be a channel's relay address.</summary>
    public string? Email { get; init; }

    /// <summary>Telephone number as given.</summary>
    public string? Phone { get; init; }

    /// <summary>True for the guest the booking is held under.</summary>
    public bool IsPrimary { get; init; }
}
