using PmsPlatform.VendorSandbox.Faults;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>The plain REST API: bookings by page number with a total, guests by cursor, rooms as a bare list.</summary>
internal static class CustomRest
{
    /// <summary>The operation as the call log counts it, and its answer; null when there is no such address.</summary>
    public static (string Operation, Action<VendorCall> Answer)? Find(string method, string[] parts) => (method, parts) switch
    {
        ("GET", ["bookings"]) => ("GET bookings", ListBookings),
        ("GET", ["bookings", var id]) => ("GET bookings/{id}", call => GetBooking(call, id)),
        ("GET", ["guests"]) => ("GET guests", ListGuests),
        ("GET", ["rooms"]) => ("GET rooms", ListRooms),
        _ => null,
    };

    private static void ListBookings(VendorCall call)
    {
        var question = QuestionOf(call);
        var writer = new CustomJson(call.Property!);
        var records = question.Bookings();
        var (page, size) = (question.Number("page") ?? 1, question.Size("size"));
        var shown = records.Skip((page - 1) * size).Take(size).ToList();
        PageFaults.Disturb(call, shown);
        var json = call.Json;
        json.WriteStartObject();
        json.WriteNumber("page"u8, page);
        json.WriteNumber("size"u8, size);
        json.WriteNumber("total"u8, records.Count);
        json.WriteStartArray("bookings"u8);
        foreach (var stay in shown)
            writer.WriteBooking(json, stay, writer.Broken(BrokenEntity.Bookings, stay, call.Path));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void GetBooking(VendorCall call, string id)
    {
        var writer = new CustomJson(call.Property!);
        var stay = CustomWords.StayOf(call.Property!.World, id) ?? throw new VendorRefusal(StatusCodes.Status404NotFound, "There is no such booking.");
        writer.WriteBooking(call.Json, stay, writer.Broken(BrokenEntity.Bookings, stay, call.Path));
    }

    private static void ListGuests(VendorCall call)
    {
        var question = QuestionOf(call);
        var writer = new CustomJson(call.Property!);
        var records = question.Guests();
        var (from, size) = (question.After("cursor", records), question.Size("size"));
        var shown = records.Skip(from).Take(size).ToList();
        string? next = from + shown.Count < records.Count ? CustomQuestion.CursorOf(shown[^1]) : null;
        PageFaults.Disturb(call, shown);
        var json = call.Json;
        json.WriteStartObject();
        json.WriteStartArray("guests"u8);
        foreach (var guest in shown)
            writer.WriteGuest(json, guest, writer.Broken(BrokenEntity.Guests, guest, call.Path));
        json.WriteEndArray();
        json.WriteString("next"u8, next);
        json.WriteEndObject();
    }

    private static void ListRooms(VendorCall call)
    {
        var writer = new CustomJson(call.Property!);
        var json = call.Json;
        json.WriteStartArray();
        foreach (var room in QuestionOf(call).Rooms())
            writer.WriteRoom(json, room, writer.Broken(BrokenEntity.Rooms, room, call.Path));
        json.WriteEndArray();
    }

    private static CustomQuestion QuestionOf(VendorCall call) =>
        new(call.Property!, name => call.Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null);
}
