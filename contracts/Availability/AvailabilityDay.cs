using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Availability;

/// <summary>What can be sold of one room type in one night, and at which prices (OpenTravel inventory and rate by day).</summary>
public sealed record AvailabilityDay
{
    /// <summary>
    /// <c>&lt;room type's id&gt;:&lt;yyyy-MM-dd&gt;</c>, unique within the connection. Made by the connector, because vendors give days no id of their own; the
    /// last eleven characters are always the colon and the date. See <see cref="IdOf"/>.
    /// </summary>
    public required string ExternalId { get; init; }

    /// <summary>The vendor's id of the category that is sold: a room category, or a listing where rental units are sold one by one.</summary>
    public required string RoomTypeExternalId { get; init; }

    /// <summary>The category's name, in the vendor's words; the same as <see cref="Rooms.Room.Type"/> where rooms of it are listed. Null when not known.</summary>
    public string? RoomType { get; init; }

    /// <summary>The night: the hotel-local date on which it begins.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Units that can still be sold, after bookings, blocks and the hotel's own adjustments. Negative when oversold.</summary>
    public required int Available { get; init; }

    /// <summary>Units of this type there are, broken ones included. Null when the vendor does not tell.</summary>
    public int? Total { get; init; }

    /// <summary>Prices of the night, one for each rate plan, ordered by the rate plan's id. Empty when none is known.</summary>
    public IReadOnlyList<AvailabilityRate> Rates { get; init => field = value ?? []; } = [];

    /// <summary>Fewest nights of a stay that arrives on this date. Null when the vendor does not tell or sets none.</summary>
    public int? MinimumStay { get; init; }

    /// <summary>Most nights of a stay that arrives on this date. Null when the vendor does not tell or sets none.</summary>
    public int? MaximumStay { get; init; }

    /// <summary>Whether no stay may arrive on this date. Null when the vendor does not tell.</summary>
    public bool? ClosedToArrival { get; init; }

    /// <summary>Whether no stay may depart on this date. Null when the vendor does not tell.</summary>
    public bool? ClosedToDeparture { get; init; }

    /// <summary>Whether the hotel has closed the night itself, whatever is free. Null when the vendor does not tell.</summary>
    public bool? Closed { get; init; }

    /// <summary>The vendor's own status text of the day, unchanged. Null when it has none.</summary>
    public string? VendorStatus { get; init; }

    /// <summary>The id of a room type's night, <c>&lt;room type's id&gt;:&lt;yyyy-MM-dd&gt;</c>.</summary>
    public static string IdOf(string roomTypeExternalId, DateOnly date) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{roomTypeExternalId}:{date:yyyy-MM-dd}");
}

/// <summary>The price of one night under one rate plan, for the party the vendor prices it for when nobody asks for another.</summary>
public sealed record AvailabilityRate
{
    /// <summary>The vendor's id of the rate plan. Null where the vendor has one price a night and no plans.</summary>
    public string? RatePlanExternalId { get; init; }

    /// <summary>The rate plan's name. Null when not known.</summary>
    public string? RatePlan { get; init; }

    /// <summary>Price of the night with taxes, or as guests see it where the vendor does not say which.</summary>
    public required Money GrossPrice { get; init; }

    /// <summary>Price of the night without taxes. Null when the vendor does not tell it apart.</summary>
    public Money? NetPrice { get; init; }
}
