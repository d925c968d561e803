using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Contracts.Context;

/// <summary>Answer of <c>GET /api/context</c>: who this is, which stay, which room, and how old the data is.</summary>
public sealed record GuestContextAnswer
{
    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The hotel's date now, in its own time zone.</summary>
    public required DateOnly HotelDate { get; init; }

    /// <summary>The guest. Null when the booking names no profile, or only one that is no longer at the vendor.</summary>
    public Guest? Guest { get; init; }

    /// <summary>The stay that is going on, else the next one, else the last one. Null when the guest has none.</summary>
    public Booking? Booking { get; init; }

    /// <summary>How the booking relates to now. Null without a booking.</summary>
    public StayPhase? Phase { get; init; }

    /// <summary>The first assigned room of the booking. Null while none is assigned.</summary>
    public Room? Room { get; init; }

    /// <summary>The guest's preferences, for convenience the same as in the guest.</summary>
    public IReadOnlyList<GuestPreference> Preferences { get; init => field = value ?? []; } = [];

    /// <summary>Where the data came from.</summary>
    public required DataSource Source { get; init; }

    /// <summary>Other guests of the hotel that answer to the same phone or e-mail; 0 when the match is unique.</summary>
    public int OtherMatches { get; init; }
}

/// <summary>How a booking relates to the hotel's present moment.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(Common.LenientEnumConverter<StayPhase>))]
public enum StayPhase
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>The stay is going on now.</summary>
    Current,

    /// <summary>The stay lies ahead.</summary>
    Upcoming,

    /// <summary>The stay is over.</summary>
    Past,
}

/// <summary>Where an answer came from and how old it is.</summary>
public sealed record DataSource
{
    /// <summary>The connection it was read through.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary>When the oldest part of the answer was last confirmed with the vendor, UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Seconds since <see cref="ObservedAt"/>.</summary>
    public required double AgeSeconds { get; init; }
}
