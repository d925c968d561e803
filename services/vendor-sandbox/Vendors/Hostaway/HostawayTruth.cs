using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>What Hostaway can show of a world: reservations whole, guests only inside of them, rooms as units or single listings.</summary>
internal sealed class HostawayTruth(Property property, HostawayOptions options) : IVendorTruth
{
    private readonly HotelWorld _world = property.World;
    private readonly HostawayState _state = (HostawayState)property.State;
    private readonly HostawayUpkeepTruth _upkeep = new(property);

    public IReadOnlyList<int> Records(TruthKind kind) => kind switch
    {
        TruthKind.Bookings => [.. Enumerable.Range(0, _world.StayCount).Where(_world.IsVisible)],
        TruthKind.Guests => Guests(),
        TruthKind.Rooms => [.. Enumerable.Range(0, _world.Rooms.Rooms.Count)],
        _ => _upkeep.Records(kind),
    };

    public string ExternalId(TruthKind kind, int record) => kind switch
    {
        TruthKind.Bookings => Text(_state.ReservationId(record)),
        TruthKind.Guests => HostawayWords.GuestIdOf(_state, record) ?? "",
        TruthKind.Rooms => Text(_state.RoomId(record)),
        _ => _upkeep.ExternalId(kind, record),
    };

    public string GuestId(int guest) => throw new NotSupportedException("Hostaway has no record of a guest.");

    public int? FindBooking(string externalId) => long.TryParse(externalId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? _state.StayOf(id) : null;

    public string Status(int record) => StatusOf(HostawayWords.StatusText(_state, record));

    public void Write(TruthKind kind, int record, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (kind)
        {
            case TruthKind.Bookings:
                WriteBooking(record, json);
                break;
            case TruthKind.Guests:
                WriteGuest(record, json);
                break;
            case TruthKind.Rooms:
                WriteRoom(record, json);
                break;
            default:
                _upkeep.Write(kind, record, json);
                break;
        }

        json.WriteEndObject();
    }

    public IReadOnlyList<PlannedCalls> FewestCalls()
    {
        var groups = _world.Rooms.Groups;
        return
        [
            new("POST accessTokens", 1, "kept as long as it lives"),
            new("GET reservations", Pages(_world.Changed.Count), "includeResources=1, largest pages; count and totalPages tell the end"),
            new("GET listings", Pages(groups.Count), "largest pages"),
            new("GET listingUnits/{id}", groups.Count(group => group.MultiUnit), "once for every listing that has units"),
        ];
    }

    public IReadOnlyList<PlannedCalls> CallsPageByPage() => [];

    private long Pages(long records) => Math.Max(1, (records + options.MostPerPage - 1) / options.MostPerPage);

    /// <summary>For every guest id the reservation changed last, which is the one whose data counts.</summary>
    private List<int> Guests()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var latest = new List<int>();
        for (var position = _world.Changed.Count - 1; position >= 0; position--)
        {
            var stay = _world.Changed[position];
            if (HostawayWords.GuestIdOf(_state, stay) is { } id && seen.Add(id))
                latest.Add(stay);
        }

        latest.Sort();
        return latest;
    }

    private void WriteBooking(int stay, Utf8JsonWriter json)
    {
        var row = _world.Stay(stay);
        var booking = _world.BookingOf(stay);
        var status = HostawayWords.StatusText(_state, stay);
        var (adults, children, infants) = HostawayReservationJson.PersonsOf(_world, stay);
        var tells = HostawayWords.TellsAdults(_state, stay);
        json.WriteString("externalId"u8, ExternalId(TruthKind.Bookings, stay));
        json.WriteString("status"u8, StatusOf(status));
        json.WriteString("vendorStatus"u8, status);
        json.WriteString("arrival"u8, Moment.Date(row.Arrival));
        json.WriteString("departure"u8, Moment.Date(row.Departure));
        json.WriteBoolean("datesUnspecified"u8, row.Has(StayFlags.DatesUnspecified));
        json.WriteNumber("numberOfGuests"u8, adults + children);
        WriteNumber(json, "adults"u8, tells ? adults : null);
        WriteNumber(json, "children"u8, children + infants > 0 && tells ? children + infants : infants > 0 ? infants : null);
        TruthJson.WriteMoney(json, "total"u8, HostawayMoney.PriceOf(_state, stay)?.Total, property.Options.Currency);
        TruthJson.WriteMoney(json, "balance"u8, HostawayMoney.Balance(_state, stay), property.Options.Currency);
        json.WriteStartArray("guestExternalIds"u8);
        if (HostawayWords.GuestIdOf(_state, stay) is { } guest)
            json.WriteStringValue(guest);
        json.WriteEndArray();
        json.WriteStartArray("roomExternalIds"u8);
        for (var room = 0; room < booking.Rooms; room++)
            json.WriteStringValue(Text(_state.RoomId(_world.Stay(booking.FirstStay + room).Room)));
        json.WriteEndArray();
        json.WriteString("listingExternalId"u8, Text(HostawayState.ListingId(_state.ListingOf(stay))));
        json.WriteString("createdAt"u8, Moment.IsoText(booking.Created));
        json.WriteString("modifiedAt"u8, Moment.IsoText(row.Updated));
        TruthJson.WriteBroken(json, property, BrokenEntity.Bookings, stay);
    }

    private void WriteGuest(int stay, Utf8JsonWriter json)
    {
        json.WriteString("externalId"u8, ExternalId(TruthKind.Guests, stay));
        var facts = _world.People.Describe(_world.BookingOf(stay).Guest);
        TruthJson.WriteGuest(json, facts with
        {
            LastName = HostawayReservationJson.LastNameOf(facts),
            SecondLastName = null,
            Language = facts.Language is { Length: >= 2 } language ? language[..2] : null,
            BirthDate = null,
        });
        json.WriteString("reservationExternalId"u8, Text(_state.ReservationId(stay)));
        json.WriteString("modifiedAt"u8, Moment.IsoText(_world.Stay(stay).Updated));
    }

    private void WriteRoom(int number, Utf8JsonWriter json)
    {
        var room = _world.Rooms.Rooms[number];
        var group = _world.Rooms.Groups[room.Group];
        json.WriteString("externalId"u8, ExternalId(TruthKind.Rooms, number));
        TruthJson.WriteRoom(json, group.MultiUnit ? room.Number : HostawayListings.InternalName(room.Group), group.MultiUnit ? group.Name : group.Kind, group.MultiUnit ? room.Floor : null, null);
        json.WriteString("listingExternalId"u8, Text(HostawayState.ListingId(room.Group)));
        TruthJson.WriteBroken(json, property, BrokenEntity.Rooms, number);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    /// <summary>The sheet's table of statuses.</summary>
    private static string StatusOf(string text) => text switch
    {
        "new" or "modified" => "Confirmed",
        "cancelled" or "declined" or "expired" => "Cancelled",
        "ownerStay" => "Blocked",
        "pending" or "unconfirmed" or "awaitingPayment" or "awaitingGuestVerification" => "Tentative",
        "inquiry" or "inquiryPreapproved" or "inquiryDenied" or "inquiryTimedout" or "inquiryNotPossible" => "Inquiry",
        _ => "Unknown",
    };
}
