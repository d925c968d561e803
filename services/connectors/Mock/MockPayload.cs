using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mock;

/// <summary>From raw records to a page: of a read, of a file, of a delivery.</summary>
internal static class MockPayload
{
    /// <summary>Maps a list's answer, a bare list or a bare record.</summary>
    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel)
    {
        var list = JsonList.Parse(payload, entity switch { EntityKind.Booking => "bookings", EntityKind.Guest => "guests", _ => "rooms" });

        // A booking has guests and rooms of its own: with an id of its own it is a record, not an answer.
        var isAnswer = list.Found && (entity == EntityKind.Booking || list.Scalar("id") is null);
        var records = isAnswer ? list.Records : [payload.Span.StartsWith("\uFEFF"u8) ? payload[3..] : payload];
        var page = new PageBuilder(hotel);
        Add(page, entity, records, hotel);
        return page.Build() with { IsList = isAnswer && list.IsList };
    }

    public static void Add(PageBuilder page, EntityKind entity, IReadOnlyList<ReadOnlyMemory<byte>> records, HotelSettings hotel)
    {
        switch (entity)
        {
            case EntityKind.Booking:
                AddBookings(page, records, hotel);
                break;
            case EntityKind.Guest:
                AddGuests(page, records);
                break;
            default:
                AddRooms(page, records, hotel);
                break;
        }
    }

    /// <summary>Adds bookings with the guests that they show whole, each guest once.</summary>
    public static void AddBookings(PageBuilder page, IReadOnlyList<ReadOnlyMemory<byte>> records, HotelSettings hotel)
    {
        var guests = new Dictionary<string, WireRecord<GuestWire>>(StringComparer.Ordinal);
        foreach (var record in page.Read(EntityKind.Booking, records, MockJson.Default.BookingWire, "id"))
        {
            Booking? mapped = null;
            page.AddBooking(record, wire => mapped = MockMapping.Booking(wire, hotel), record.Value.Id);
            foreach (var guest in mapped is null ? [] : record.Value.Guests ?? [])
            {
                if (Tidy.Text(guest?.Id) is { } id)
                    guests[id] = new WireRecord<GuestWire>(guest!, record.Payload);
            }
        }

        foreach (var guest in guests.Values)
            page.AddGuest(guest, MockMapping.Guest, guest.Value.Id);
    }

    public static void AddGuests(PageBuilder page, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        foreach (var record in page.Read(EntityKind.Guest, records, MockJson.Default.GuestWire, "id"))
            page.AddGuest(record, MockMapping.Guest, record.Value.Id);
    }

    public static void AddRooms(PageBuilder page, IReadOnlyList<ReadOnlyMemory<byte>> records, HotelSettings hotel)
    {
        foreach (var record in page.Read(EntityKind.Room, records, MockJson.Default.RoomWire, "id"))
            page.AddRoom(record, wire => MockMapping.Room(wire, hotel), record.Value.Id);
    }

    /// <summary>Reads a delivery: whole records are taken, deleted and very large ones named.</summary>
    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        var list = JsonList.Parse(delivery.Body, "events");
        if (!list.Found || !list.IsList)
            throw new MappingException("$.events", "is missing");

        var (page, named, records) = (new PageBuilder(hotel), new List<NamedRecord>(), new Dictionary<EntityKind, List<ReadOnlyMemory<byte>>>());
        foreach (var (index, each) in list.Records.Index())
        {
            if (EventOf(each, index) is not var (entity, id, record))
                continue;
            if (record is { } whole)
                (records.TryGetValue(entity, out var some) ? some : records[entity] = []).Add(whole);
            else
                named.Add(new NamedRecord(entity, id));
        }

        foreach (var (entity, some) in records)
            Add(page, entity, some, hotel);
        return new WebhookReading
        {
            DeliveryId = Tidy.Text(list.Scalar("id")),
            Records = page.Build(),
            Named = named,
            Ignored = records.Count == 0 && named.Count == 0 ? "none of its events is known" : null,
        };
    }

    /// <summary>Null for an event of a kind that is not known.</summary>
    private static (EntityKind Entity, string Id, ReadOnlyMemory<byte>? Record)? EventOf(ReadOnlyMemory<byte> payload, int index)
    {
        var path = $"$.events[{index}]";
        try
        {
            using var document = JsonDocument.Parse(payload);
            var told = document.RootElement.Deserialize(MockJson.Default.EventWire) ?? throw new MappingException(path, "is null");
            EntityKind? entity = told.Type?.Split('.')[0] switch { "booking" => EntityKind.Booking, "guest" => EntityKind.Guest, "room" => EntityKind.Room, _ => null };
            if (entity is not { } kind)
                return null;
            var whole = document.RootElement.TryGetProperty("record", out var record) && record.ValueKind == JsonValueKind.Object;
            return (kind, Require.Text(told.Id, path + ".id"), whole ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(record.GetRawText()) : null);
        }
        catch (JsonException)
        {
            throw new MappingException(path, "is no event");
        }
    }
}
