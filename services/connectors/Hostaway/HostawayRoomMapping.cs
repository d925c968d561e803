using System.Collections.Frozen;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;
using static PmsPlatform.Connectors.Hostaway.HostawayValues;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>A listing is a room, or where it sells several alike, each of its units is one.</summary>
internal static class HostawayRoomMapping
{
    /// <summary>
    /// The documentation gives the field without its values. 1 and 2 are what integrators read (clean, not clean), 0 follows the API's rule for flags;
    /// the words are for accounts that write their own.
    /// </summary>
    public static readonly FrozenDictionary<string, HousekeepingStatus> Cleanness = new Dictionary<string, HousekeepingStatus>(StringComparer.OrdinalIgnoreCase)
    {
        ["1"] = HousekeepingStatus.Clean,
        ["clean"] = HousekeepingStatus.Clean,
        ["cleaned"] = HousekeepingStatus.Clean,
        ["0"] = HousekeepingStatus.Dirty,
        ["2"] = HousekeepingStatus.Dirty,
        ["dirty"] = HousekeepingStatus.Dirty,
        ["not clean"] = HousekeepingStatus.Dirty,
        ["notClean"] = HousekeepingStatus.Dirty,
        ["not_clean"] = HousekeepingStatus.Dirty,
        ["inspected"] = HousekeepingStatus.Inspected,
        ["pickup"] = HousekeepingStatus.Pickup,
        ["cleaning"] = HousekeepingStatus.Cleaning,
        ["in progress"] = HousekeepingStatus.Cleaning,
        ["inProgress"] = HousekeepingStatus.Cleaning,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The room that a listing without units is.</summary>
    public static Room OfListing(ListingWire listing)
    {
        var id = Require.Text(listing.Id, "$.id");
        return new Room
        {
            ExternalId = id,
            Number = NameOf(listing) ?? id,
            Type = Tidy.Text(listing.RoomType),
            Housekeeping = Cleanness.GetValueOrDefault(Tidy.Text(listing.CleannessStatus) ?? "", HousekeepingStatus.Unknown),
            Service = ServiceOf(listing),
            VendorStatus = StatusTextOf(listing),
            NightlyRate = RateOf(listing),
            Capacity = Tidy.Persons(Whole(listing.PersonCapacity)),
            Extensions = Extensions(
                [
                    ("name", listing.Name),
                    ("bedroomsNumber", listing.BedroomsNumber),
                    ("timeZoneName", listing.TimeZoneName),
                    ("cleannessStatusUpdatedOn", listing.CleannessStatusUpdatedOn),
                ]),
        };
    }

    /// <summary>A unit of a listing. What the vendor keeps per listing (price, capacity, archived) holds for each unit; cleanness does not.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="listing">Its listing; null when only the unit is known.</param>
    /// <param name="account">What else there is in the account.</param>
    /// <param name="path">Where the unit is in the record.</param>
    public static Room OfUnit(ListingUnitWire unit, ListingWire? listing, AccountFacts account, string path = "$")
    {
        var id = Require.Text(unit.Id, $"{path}.id");
        return new Room
        {
            ExternalId = account.RoomIdOfUnit(id),
            Number = NumberOf(unit) ?? id,
            Type = listing is null ? null : TitleOf(listing),
            Floor = Tidy.Text(unit.Ground),
            Housekeeping = HousekeepingStatus.Unknown,
            Service = listing is null ? RoomService.InService : ServiceOf(listing),
            VendorStatus = listing is null ? null : Tidy.Text(listing.SpecialStatus),
            NightlyRate = listing is null ? null : RateOf(listing),
            Capacity = listing is null ? null : Tidy.Persons(Whole(listing.PersonCapacity)),
            Extensions = Extensions(
                [
                    ("name", unit.Name),
                    ("listingMapId", listing?.Id),
                    ("listingMapIdUnit", unit.ListingMapIdUnit),
                    ("bedroomsNumber", listing?.BedroomsNumber),
                    ("timeZoneName", listing?.TimeZoneName),
                ]),
        };
    }

    /// <summary>One stay per booked unit; without units one stay in the listing, or in no room yet when the listing has units.</summary>
    public static IReadOnlyList<RoomStay> Stays(ReservationWire wire, BookingStatus status, DateOnly arrival, DateOnly departure, AccountFacts account)
    {
        var listingId = Tidy.Text(wire.ListingMapId);
        var listing = listingId is null ? null : account.Listings.GetValueOrDefault(listingId);
        if (wire.ReservationUnit is { Count: > 0 } units)
        {
            return
            [
                .. units.Select(unit => new RoomStay
                {
                    RoomExternalId = Tidy.Text(unit?.ListingUnitId) is { } unitId ? account.RoomIdOfUnit(unitId) : null,
                    RoomNumber = Tidy.Text(unit?.ListingUnitId) is { } known ? account.UnitNumbers.GetValueOrDefault(known) : null,
                    RoomType = listing?.Title,
                    Status = status,
                    Arrival = arrival,
                    Departure = departure,
                    Adults = Adults(unit?.Adults, unit?.NumberOfGuests, unit?.Children),
                    Children = Children(unit?.Children, unit?.Infants),
                }),
            ];
        }

        var isRoom = listing?.Units is not { Count: > 0 };
        return
        [
            new RoomStay
            {
                RoomExternalId = isRoom ? listingId : null,
                RoomNumber = isRoom ? listing?.Name : null,
                RoomType = isRoom ? listing?.RoomType : listing!.Title,
                Status = status,
                Arrival = arrival,
                Departure = departure,
                Adults = Adults(wire.Adults, wire.NumberOfGuests, wire.Children),
                Children = Children(wire.Children, wire.Infants),
            },
        ];
    }

    /// <summary>The name people at work use, else the headline guests see.</summary>
    public static string? NameOf(ListingWire listing) => Tidy.Text(listing.InternalListingName) ?? Tidy.Text(listing.Name);

    /// <summary>The headline guests see, which is what several units are sold under.</summary>
    public static string? TitleOf(ListingWire listing) => Tidy.Text(listing.Name) ?? Tidy.Text(listing.InternalListingName);

    /// <summary>The number on the door, else the unit's name.</summary>
    public static string? NumberOf(ListingUnitWire unit) => Tidy.Text(unit.UnitNumber) ?? Tidy.Text(unit.Name);

    /// <summary>An archived listing stays in the account and cannot be sold or written to.</summary>
    private static RoomService ServiceOf(ListingWire listing) => Tidy.Text(listing.SpecialStatus) switch
    {
        null => RoomService.InService,
        "archived" => RoomService.OutOfService,
        _ => RoomService.Unknown,
    };

    private static string? StatusTextOf(ListingWire listing) => (Tidy.Text(listing.CleannessStatus), Tidy.Text(listing.SpecialStatus)) switch
    {
        (var cleanness, null) => cleanness,
        (null, var special) => special,
        var (cleanness, special) => $"{cleanness}/{special}",
    };

    private static Money? RateOf(ListingWire listing) =>
        Number(listing.Price) is > 0 and var price && Money.TryFromMajor(price, Tidy.Text(listing.CurrencyCode), out var rate) ? rate : null;
}
