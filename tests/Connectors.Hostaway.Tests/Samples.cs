using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>A reservation and a listing in the vendor's shape, of invented people, to be changed member by member.</summary>
internal static class Samples
{
    public static readonly HotelSettings Utc = new(TimeZoneInfo.Utc, "EUR");

    public static JsonObject Reservation(params ReadOnlySpan<(string Name, JsonNode? Value)> changes) => Changed(
        """
        {"id":71520344,"listingMapId":381202,"channelId":2018,"source":"airbnbOfficial","channelName":"airbnbOfficial","reservationId":"88121-381202",
        "hostawayReservationId":71520344,"channelReservationId":"88121-381202","guestExternalAccountId":null,"customerUserId":null,
        "reservationDate":"2026-10-04 08:15:32","guestName":"Ilse Vandamme","guestFirstName":"Ilse","guestLastName":"Vandamme","guestCountry":"BE",
        "guestEmail":"ilse.v@example.net","guestLocale":"nl","phone":"+3225550144","numberOfGuests":3,"adults":2,"children":1,"infants":null,"pets":null,
        "arrivalDate":"2026-12-03","departureDate":"2026-12-08","isDatesUnspecified":0,"checkInTime":15,"checkOutTime":10,"nights":5,"totalPrice":812.5,
        "taxAmount":48.75,"cleaningFee":60,"remainingBalance":100,"currency":"EUR","isPaid":1,"status":"new","cancellationDate":null,"cancelledBy":null,
        "hostNote":"Key box 3","guestNote":"Arriving by train","confirmationCode":"HMX7QP22LK","customFieldValues":[{"customFieldId":512,"value":"crib"}],
        "reservationFees":[],"reservationUnit":[{"id":1,"listingUnitId":9021,"guestName":"Jan Vandamme","adults":1,"children":0,"infants":0}],
        "bookingcomSpecialRequests":{"remarks":"Late check-in"},"insertedOn":"2026-10-04 08:15:33","updatedOn":"2026-11-02 19:40:05"}
        """,
        changes);

    public static JsonObject Listing(params ReadOnlySpan<(string Name, JsonNode? Value)> changes) => Changed(
        """
        {"id":381202,"name":"Quayside loft","internalListingName":"QL-2","price":145.5,"personCapacity":4,"bedroomsNumber":2,"roomType":"entire_home",
        "checkInTimeStart":16,"checkInTimeEnd":22,"checkOutTime":11,"currencyCode":"EUR","timeZoneName":"Europe/Brussels","cleannessStatus":"1",
        "cleannessStatusUpdatedOn":null,"specialStatus":null,
        "listingUnits":[{"id":9021,"name":"Loft 2B","ground":"2","unitNumber":"2B","listingMapIdUnit":null}]}
        """,
        changes);

    public static JsonObject Task(params ReadOnlySpan<(string Name, JsonNode? Value)> changes) => Changed(
        """
        {"id":501,"listingMapId":381202,"reservationId":71520344,"assigneeUserId":null,"reservationUnitId":0,"title":"Turn over","description":"Linen",
        "canStartFrom":"2026-12-08 10:00:00","shouldEndBy":"2026-12-08 15:00:00","status":"pending","startedAt":null,"completedAt":null,"priority":1,
        "categoriesMap":[1]}
        """,
        changes);

    public static JsonObject Day(params ReadOnlySpan<(string Name, JsonNode? Value)> changes) => Changed(
        """
        {"id":46253,"date":"2026-12-03","isAvailable":1,"status":"available","price":145.5,"minimumStay":2,"maximumStay":30,"closedOnArrival":0,
        "closedOnDeparture":null,"countAvailableUnits":4,"availableUnitsToSell":3}
        """,
        changes);

    public static string Response(params ReadOnlySpan<JsonNode?> records)
    {
        var list = new JsonArray();
        foreach (var record in records)
            list.Add(record);
        return new JsonObject { ["status"] = "success", ["result"] = list }.ToJsonString();
    }

    public static Booking Booking(JsonObject reservation, HotelSettings? hotel = null, AccountFacts? account = null) =>
        HostawayMapping.Booking(Wire(reservation), hotel ?? Utc, account ?? AccountFacts.None);

    public static Guest Guest(JsonObject reservation) => HostawayGuestMapping.Guest(Wire(reservation));

    public static ReservationWire Wire(JsonObject reservation) => reservation.Deserialize(HostawayJson.Default.ReservationWire)!;

    public static ListingWire ListingWire(JsonObject listing) => listing.Deserialize(HostawayJson.Default.ListingWire)!;

    public static MappedRecords Map(EntityKind entity, string payload) => HostawayConnector.Map(entity, Encoding.UTF8.GetBytes(payload), Utc);

    public static AccountFacts Account(params ReadOnlySpan<JsonObject> listings)
    {
        var wires = new List<ListingWire>();
        foreach (var listing in listings)
            wires.Add(ListingWire(listing));
        return AccountFacts.None with { Listings = ListingFacts.ById(wires) };
    }

    private static JsonObject Changed(string json, ReadOnlySpan<(string Name, JsonNode? Value)> changes)
    {
        var sample = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in changes)
            sample[name] = value;
        return sample;
    }
}
