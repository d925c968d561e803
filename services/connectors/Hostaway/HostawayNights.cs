using System.Collections.Frozen;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Common;
using static PmsPlatform.Connectors.Hostaway.HostawayValues;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>What days of a calendar take from their listing, which they do not name.</summary>
/// <param name="Id">The listing. Null where a payload does not tell.</param>
/// <param name="Title">The name guests see.</param>
/// <param name="Currency">ISO 4217 code of its prices.</param>
internal sealed record CalendarListing(string? Id, string? Title, string? Currency);

/// <summary>Calendar days to nights.</summary>
internal static class HostawayNights
{
    /// <summary>
    /// Whether the manager has closed the day, by its status. Keep equal to the table in README.md
    /// (https://api.hostaway.com/documentation#calendar-day-statuses).
    /// </summary>
    public static readonly FrozenDictionary<string, bool> Closed = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["available"] = false,
        ["reserved"] = false,
        ["pending"] = false,
        ["mreserved"] = false,
        ["conflicted"] = false,
        ["blocked"] = true,
        ["mblocked"] = true,
        ["hardBlock"] = true,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Adds the days of one listing.</summary>
    public static void Add(PageBuilder page, IReadOnlyList<ReadOnlyMemory<byte>> days, CalendarListing listing)
    {
        foreach (var day in page.Read(EntityKind.Availability, days, HostawayUpkeepJson.Default.CalendarDayWire, "id"))
            page.AddAvailability(day, wire => Night(wire, listing), listing.Id is { } id && Tidy.Date(day.Value.Date) is { } date ? AvailabilityDay.IdOf(id, date) : day.Value.Id);
    }

    private static AvailabilityDay Night(CalendarDayWire wire, CalendarListing listing)
    {
        var id = Require.Text(listing.Id, "$.listingMapId");
        var date = Date(wire.Date, "$.date");
        var status = Tidy.Text(wire.Status);
        return new AvailabilityDay
        {
            ExternalId = AvailabilityDay.IdOf(id, date),
            RoomTypeExternalId = id,
            RoomType = listing.Title,
            Date = date,

            // Counts are there only where a listing has several units.
            Available = Whole(wire.AvailableUnitsToSell) ?? (Tidy.Text(wire.IsAvailable) is null ? throw new MappingException("$.isAvailable", "is missing") : IsTrue(wire.IsAvailable) ? 1 : 0),
            Total = Whole(wire.CountAvailableUnits) ?? (Whole(wire.AvailableUnitsToSell) is null ? 1 : null),
            Rates = Amount(wire.Price, "$.price") is { } price
                ? [new AvailabilityRate { GrossPrice = Require.Amount(price, listing.Currency, "$.price", "$.currencyCode") }]
                : [],
            MinimumStay = Nights(wire.MinimumStay),
            MaximumStay = Nights(wire.MaximumStay),
            ClosedToArrival = Flag(wire.ClosedOnArrival),
            ClosedToDeparture = Flag(wire.ClosedOnDeparture),
            Closed = status is not null && Closed.TryGetValue(status, out var closed) ? closed : null,
            VendorStatus = status,
        };
    }

    private static int? Nights(string? value) => Whole(value) is > 0 and var nights ? nights : null;

    private static bool? Flag(string? value) => Tidy.Text(value) is null ? null : IsTrue(value);
}
