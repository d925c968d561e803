using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>Writes the records: every member always, null where there is nothing. Amounts are in minor units.</summary>
internal sealed class CustomJson(Property property)
{
    private readonly HotelWorld _world = property.World;

    /// <summary>How the booking is broken just now; null = not at all. Counts as a strike of the fault.</summary>
    public BrokenHow? Broken(BrokenEntity entity, int record, string path)
    {
        if (property.Faults.Broken(entity) is not { } broken || broken.Of(record) is not { } how || !broken.Fault.Concerns(path))
            return null;
        broken.Fault.Count(1);
        return how;
    }

    public void WriteBooking(Utf8JsonWriter json, int stay, BrokenHow? broken)
    {
        ref readonly var row = ref _world.Stay(stay);
        var booking = _world.BookingOf(stay);
        var texts = _world.TextsOf(stay);
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString("id"u8, CustomWords.BookingId(_world, stay));
        json.WriteString("code"u8, CustomWords.Code(_world, stay));
        json.WriteString("state"u8, CustomWords.State(row.Status));
        json.WriteStartObject("stay"u8);
        if (broken == BrokenHow.WrongType)
            json.WriteNumber("from"u8, 20260230);
        else
            json.WriteString("from"u8, broken == BrokenHow.ImpossibleDates ? "2026-02-30"u8 : Moment.Date(row.Arrival));
        json.WriteString("to"u8, Moment.Date(row.Departure));
        json.WriteEndObject();
        WriteParty(json, booking);
        json.WriteStartObject("price"u8);
        WriteNumber(json, "gross"u8, CustomWords.Price(_world, stay));
        WriteNumber(json, "open"u8, CustomWords.Open(_world, stay));
        json.WriteString("currency"u8, broken == BrokenHow.UnknownCurrency ? "XQQ" : property.Options.Currency);
        json.WriteEndObject();
        json.WriteString("channel"u8, CustomWords.Channel(booking.Channel));
        WriteHolder(json, row.Status, booking.Guest);
        json.WriteStartArray("rooms"u8);
        for (var room = 0; room < booking.Rooms; room++)
            WriteRoomStay(json, booking.FirstStay + room);
        json.WriteEndArray();
        WriteText(json, "remarks"u8, texts?.HostNote);
        WriteText(json, "wishes"u8, texts?.GuestNote);
        json.WriteString("createdAt"u8, Moment.IsoText(booking.Created));
        json.WriteString("updatedAt"u8, Moment.IsoText(row.Updated));
        json.WriteEndObject();
    }

    public void WriteGuest(Utf8JsonWriter json, int guest, BrokenHow? broken)
    {
        var facts = _world.People.Describe(guest);
        ref readonly var row = ref _world.Guest(guest);
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString("id"u8, CustomWords.GuestId(guest));
        WriteText(json, "firstName"u8, facts.FirstName);
        if (broken == BrokenHow.WrongType)
            json.WriteStartArray("lastName"u8);
        else
            json.WriteString("lastName"u8, facts.LastName);
        if (broken == BrokenHow.WrongType)
            json.WriteEndArray();
        WriteText(json, "email"u8, facts.Email);
        WriteText(json, "phone"u8, facts.Phone);
        WriteText(json, "language"u8, facts.Language);
        WriteText(json, "country"u8, facts.Nationality);
        WriteText(json, "born"u8, facts.BirthDate?.ToString("dd.MM.yyyy", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("updatedAt"u8, Moment.IsoText(row.Updated));
        json.WriteEndObject();
    }

    public void WriteRoom(Utf8JsonWriter json, int number, BrokenHow? broken)
    {
        var room = _world.Rooms.Rooms[number];
        var group = _world.Rooms.Groups[room.Group];
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString("id"u8, CustomWords.RoomId(number));
        if (broken == BrokenHow.WrongType)
            json.WriteNull("number"u8);
        else
            json.WriteString("number"u8, room.Number);
        json.WriteString("category"u8, group.Name);
        json.WriteString("floor"u8, room.Floor);
        json.WriteNumber("sleeps"u8, group.Capacity);
        json.WriteString("cleaning"u8, CustomWords.Cleaning(room.Condition));
        json.WriteString("service"u8, CustomWords.Service(room.Condition));
        json.WriteEndObject();
    }

    private void WriteParty(Utf8JsonWriter json, BookingRow booking)
    {
        var (adults, children) = (0, 0);
        for (var room = 0; room < booking.Rooms; room++)
        {
            ref readonly var row = ref _world.Stay(booking.FirstStay + room);
            adults += row.Adults;
            children += row.Children + row.Infants;
        }

        json.WriteStartObject("party"u8);
        json.WriteNumber("adults"u8, adults);
        json.WriteNumber("children"u8, children);
        json.WriteEndObject();
    }

    /// <summary>The owner's nights have no guest.</summary>
    private void WriteHolder(Utf8JsonWriter json, StayStatus status, int guest)
    {
        if (status == StayStatus.Blocked)
        {
            json.WriteNull("guest"u8);
            return;
        }

        var facts = _world.People.Describe(guest);
        json.WriteStartObject("guest"u8);
        json.WriteString("id"u8, CustomWords.GuestId(guest));
        json.WriteString("name"u8, facts.FirstName is null ? facts.LastName : $"{facts.FirstName} {facts.LastName}");
        WriteText(json, "email"u8, facts.Email);
        WriteText(json, "phone"u8, facts.Phone);
        json.WriteEndObject();
    }

    private void WriteRoomStay(Utf8JsonWriter json, int stay)
    {
        ref readonly var row = ref _world.Stay(stay);
        var room = _world.Rooms.Rooms[row.Room];
        var assigned = !row.Has(StayFlags.RoomNotAssigned);
        json.WriteStartObject();
        WriteText(json, "roomId"u8, assigned ? CustomWords.RoomId(row.Room) : null);
        WriteText(json, "number"u8, assigned ? room.Number : null);
        json.WriteString("category"u8, _world.Rooms.Groups[room.Group].Name);
        WriteText(json, "arrivedAt"u8, row.StartedAt == 0 ? null : Moment.IsoText(row.StartedAt));
        WriteText(json, "leftAt"u8, row.EndedAt == 0 ? null : Moment.IsoText(row.EndedAt));
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            json.WriteNull(name);
        else
            json.WriteString(name, text);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
