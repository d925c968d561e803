using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>What Mews can show of a world: a reservation is a booking, a customer a guest, a space without a parent a room.</summary>
internal sealed class MewsTruth(Property property) : IVendorTruth
{
    private readonly HotelWorld _world = property.World;
    private readonly MewsState _state = (MewsState)property.State;
    private readonly MewsUpkeepTruth _upkeep = new(property);
    private readonly MewsPlan _plan = new(property);
    private readonly List<MewsCharge> _charges = [];
    private readonly List<MewsPayment> _payments = [];

    public IReadOnlyList<int> Records(TruthKind kind) => kind switch
    {
        TruthKind.Bookings => [.. Enumerable.Range(0, _world.StayCount).Where(_world.IsVisible)],
        TruthKind.Guests => [.. Enumerable.Range(0, _world.GuestCount)],
        TruthKind.Rooms => [.. Enumerable.Range(0, _world.Rooms.Rooms.Count + 1)],
        _ => _upkeep.Records(kind),
    };

    public string ExternalId(TruthKind kind, int record) => kind switch
    {
        TruthKind.Bookings => MewsReservations.IdOf(_state, record).ToString(),
        TruthKind.Guests => GuestId(record),
        TruthKind.Rooms => _state.Ids.Of(MewsKind.Resource, record).ToString(),
        _ => _upkeep.ExternalId(kind, record),
    };

    public string GuestId(int guest) => _state.Ids.Of(MewsKind.Customer, guest).ToString();

    public int? FindBooking(string externalId) =>
        Guid.TryParse(externalId, out var id) && MewsReservations.NumberOf(_state, id) is { } stay and >= 0 && _world.IsVisible(stay) ? stay : null;

    public string Status(int record) => StatusOf(_world.Stay(record).Status);

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

    public IReadOnlyList<PlannedCalls> FewestCalls() => _plan.Fewest();

    public IReadOnlyList<PlannedCalls> CallsPageByPage() => _plan.PageByPage();

    private void WriteBooking(int number, Utf8JsonWriter json)
    {
        var stay = _world.Stay(number);
        var state = MewsWords.StateText(_state, number);
        json.WriteString("externalId"u8, ExternalId(TruthKind.Bookings, number));
        json.WriteString("confirmationNumber"u8, (MewsReservations.FirstNumber + number).ToString(CultureInfo.InvariantCulture));
        json.WriteString("status"u8, Status(number));
        json.WriteString("vendorStatus"u8, MewsWords.CancellationReason(_state, number) is { } reason ? $"{state}/{reason}" : state);
        json.WriteString("arrival"u8, Moment.Date(_world.Days.DayOf(_world.ScheduledStart(number))));
        json.WriteString("departure"u8, Moment.Date(_world.Days.DayOf(_world.ScheduledEnd(number))));
        json.WriteNumber("adults"u8, stay.Adults);
        json.WriteNumber("children"u8, stay.Children + stay.Infants);
        MewsCharges.List(_world, property.Options.NightlyCharges, number, _charges);
        var total = MewsCharges.Total(_charges);
        TruthJson.WriteMoney(json, "total"u8, total, property.Options.Currency);
        MewsPayments.List(_world, property.Options.NightlyCharges, number, _charges, _payments);
        TruthJson.WriteMoney(json, "balance"u8, total - _payments.Where(payment => payment.State == "Charged").Sum(payment => payment.Amount), property.Options.Currency);
        json.WriteStartArray("guestExternalIds"u8);
        foreach (var guest in _plan.GuestsOf(number))
            json.WriteStringValue(_state.Ids.Of(MewsKind.Customer, guest));
        json.WriteEndArray();
        json.WriteStartArray("roomExternalIds"u8);
        if (!stay.Has(StayFlags.RoomNotAssigned))
            json.WriteStringValue(_state.Ids.Of(MewsKind.Resource, stay.Room));
        json.WriteEndArray();
        json.WriteString("roomType"u8, _world.Rooms.Groups[_world.Rooms.Rooms[stay.Room].Group].Name);
        json.WriteString("groupExternalId"u8, _state.Ids.Of(MewsKind.Group, stay.Booking));
        json.WriteString("createdAt"u8, Moment.IsoText(_world.BookingOf(number).Created));
        json.WriteString("modifiedAt"u8, Moment.IsoText(stay.Updated));
        TruthJson.WriteBroken(json, property, BrokenEntity.Bookings, number);
    }

    private void WriteGuest(int number, Utf8JsonWriter json)
    {
        var facts = _world.People.Describe(number);
        var row = _world.Guest(number);
        json.WriteString("externalId"u8, GuestId(number));
        TruthJson.WriteGuest(json, facts);
        json.WriteBoolean("vip"u8, facts.Classifications.Any(word => word is "VeryImportant" or "Important"));
        if (row.MergedInto >= 0)
            json.WriteString("mergedIntoExternalId"u8, _state.Ids.Of(MewsKind.Customer, row.MergedInto));
        json.WriteString("modifiedAt"u8, Moment.IsoText(row.Updated));
        TruthJson.WriteBroken(json, property, BrokenEntity.Guests, number);
    }

    private void WriteRoom(int number, Utf8JsonWriter json)
    {
        json.WriteString("externalId"u8, ExternalId(TruthKind.Rooms, number));
        if (number == _world.Rooms.Rooms.Count)
        {
            TruthJson.WriteRoom(json, _state.Extras[0].Name, _state.Categories[_state.Extras[0].Category].Name, "0", RoomCondition.Inspected);
            return;
        }

        var room = _world.Rooms.Rooms[number];
        TruthJson.WriteRoom(json, room.Number, _world.Rooms.Groups[room.Group].Name, room.Floor, room.Condition);
        json.WriteString("modifiedAt"u8, Moment.IsoText(room.Updated));
        TruthJson.WriteBroken(json, property, BrokenEntity.Rooms, number);
    }

    /// <summary>The sheet's table of states: inquiries and held rooms are both tentative.</summary>
    private static string StatusOf(StayStatus status) => status switch
    {
        StayStatus.Inquiry or StayStatus.Tentative => "Tentative",
        StayStatus.Confirmed => "Confirmed",
        StayStatus.InHouse => "InHouse",
        StayStatus.CheckedOut => "CheckedOut",
        StayStatus.NoShow => "NoShow",
        _ => "Cancelled",
    };
}
