using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>What the hotel's own system can show of a world: everything, guests as records of their own.</summary>
internal sealed class CustomTruth(Property property) : IVendorTruth
{
    private readonly HotelWorld _world = property.World;

    public IReadOnlyList<int> Records(TruthKind kind) => kind switch
    {
        TruthKind.Bookings => [.. Enumerable.Range(0, _world.StayCount).Where(_world.IsVisible)],
        TruthKind.Guests => [.. Enumerable.Range(0, _world.GuestCount)],
        TruthKind.Rooms => [.. Enumerable.Range(0, _world.Rooms.Rooms.Count)],
        _ => [],
    };

    public string ExternalId(TruthKind kind, int record) => kind switch
    {
        TruthKind.Bookings => CustomWords.BookingId(_world, record),
        TruthKind.Guests => CustomWords.GuestId(record),
        _ => CustomWords.RoomId(record),
    };

    public string GuestId(int guest) => CustomWords.GuestId(guest);

    public int? FindBooking(string externalId) => CustomWords.StayOf(_world, externalId);

    public string Status(int record) => CustomWords.StatusOf(_world.Stay(record).Status);

    public void Write(TruthKind kind, int record, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("externalId"u8, ExternalId(kind, record));
        switch (kind)
        {
            case TruthKind.Bookings:
                WriteBooking(record, json);
                break;
            case TruthKind.Guests:
                TruthJson.WriteGuest(json, _world.People.Describe(record) with { SecondLastName = null });
                json.WriteString("modifiedAt"u8, Moment.IsoText(_world.Guest(record).Updated));
                TruthJson.WriteBroken(json, property, BrokenEntity.Guests, record);
                break;
            default:
                var room = _world.Rooms.Rooms[record];
                TruthJson.WriteRoom(json, room.Number, _world.Rooms.Groups[room.Group].Name, room.Floor, room.Condition);
                TruthJson.WriteBroken(json, property, BrokenEntity.Rooms, record);
                break;
        }

        json.WriteEndObject();
    }

    public IReadOnlyList<PlannedCalls> FewestCalls() =>
    [
        new("GET bookings", Pages(_world.Changed.Count), "largest pages; total tells the end"),
        new("GET guests", Pages(_world.GuestCount), "largest pages"),
        new("GET rooms", 1, "one list"),
    ];

    public IReadOnlyList<PlannedCalls> CallsPageByPage() => [];

    private void WriteBooking(int stay, Utf8JsonWriter json)
    {
        ref readonly var row = ref _world.Stay(stay);
        var booking = _world.BookingOf(stay);
        json.WriteString("status"u8, Status(stay));
        json.WriteString("vendorStatus"u8, CustomWords.State(row.Status));
        json.WriteString("arrival"u8, Moment.Date(row.Arrival));
        json.WriteString("departure"u8, Moment.Date(row.Departure));
        TruthJson.WriteMoney(json, "total"u8, CustomWords.Price(_world, stay), property.Options.Currency);
        TruthJson.WriteMoney(json, "balance"u8, CustomWords.Open(_world, stay), property.Options.Currency);
        json.WriteStartArray("guestExternalIds"u8);
        if (row.Status != StayStatus.Blocked)
            json.WriteStringValue(CustomWords.GuestId(booking.Guest));
        json.WriteEndArray();
        json.WriteStartArray("roomExternalIds"u8);
        for (var room = 0; room < booking.Rooms; room++)
        {
            if (!_world.Stay(booking.FirstStay + room).Has(StayFlags.RoomNotAssigned))
                json.WriteStringValue(CustomWords.RoomId(_world.Stay(booking.FirstStay + room).Room));
        }

        json.WriteEndArray();
        json.WriteString("createdAt"u8, Moment.IsoText(booking.Created));
        json.WriteString("modifiedAt"u8, Moment.IsoText(row.Updated));
        TruthJson.WriteBroken(json, property, BrokenEntity.Bookings, stay);
    }

    private static long Pages(long records) => Math.Max(1, (records + CustomQuestion.MostPerPage - 1) / CustomQuestion.MostPerPage);
}
