using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>Writes one record.</summary>
internal delegate void MockRecordWriter(Utf8JsonWriter json, Property property, int number, string path);

/// <summary>Writes records, broken where a fault says so.</summary>
internal static class MockAnswers
{
    public static void WriteList(VendorCall call, string name, MockPage page, MockRecordWriter write)
    {
        var numbers = page.Numbers.ToList();
        PageFaults.Disturb(call, numbers);
        call.Json.WriteStartObject();
        call.Json.WriteStartArray(name);
        foreach (var number in numbers)
            write(call.Json, call.Property!, number, call.Path);
        call.Json.WriteEndArray();
        call.Json.WriteString("next"u8, page.Next);
        call.Json.WriteNumber("total"u8, page.Total);
        call.Json.WriteEndObject();
    }

    public static void WriteBooking(Utf8JsonWriter json, Property property, int number, string path)
    {
        var store = (MockStore)property.State;
        Write(json, property, store.Shown(store.Bookings.At(number)!), MockJson.Default.MockBooking, BrokenEntity.Bookings, number, path);
    }

    public static void WriteGuest(Utf8JsonWriter json, Property property, int number, string path) =>
        Write(json, property, ((MockStore)property.State).Guests.At(number)!, MockJson.Default.MockGuest, BrokenEntity.Guests, number, path);

    public static void WriteRoom(Utf8JsonWriter json, Property property, int number, string path) =>
        Write(json, property, ((MockStore)property.State).Rooms.At(number)!, MockJson.Default.MockRoom, BrokenEntity.Rooms, number, path);

    private static void Write<T>(Utf8JsonWriter json, Property property, T record, JsonTypeInfo<T> type, BrokenEntity entity, int number, string path)
    {
        if (property.Faults.Broken(entity) is not { } broken || broken.Of(number) is not { } how || !broken.Fault.Concerns(path))
        {
            JsonSerializer.Serialize(json, record, type);
            return;
        }

        broken.Fault.Count(1);
        var node = JsonSerializer.SerializeToNode(record, type)!.AsObject();
        switch (how)
        {
            case BrokenHow.MissingId:
                node.Remove("id");
                break;
            case BrokenHow.ImpossibleDates:
                node["arrival"] = "2026-02-30";
                break;
            case BrokenHow.UnknownCurrency:
                node["currency"] = "XQQ";
                break;
            default:
                node[entity switch { BrokenEntity.Bookings => "status", BrokenEntity.Guests => "lastName", _ => "number" }] = new JsonArray();
                break;
        }

        node.WriteTo(json);
    }
}
