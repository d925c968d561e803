using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>An operation of the mock PMS.</summary>
/// <param name="Operation">As the call log counts it.</param>
/// <param name="Writes">Whether it changes anything.</param>
/// <param name="Answer">Writes the answer; the body is undefined where none was sent.</param>
internal sealed record MockRoute(string Operation, bool Writes, Action<VendorCall, JsonElement> Answer);

/// <summary>Which address does what.</summary>
internal static class MockRoutes
{
    /// <summary>Null when there is no such address.</summary>
    public static MockRoute? Find(string method, string[] parts) => (method, parts) switch
    {
        ("GET", ["bookings"]) => Read("GET bookings", (call, store) => MockAnswers.WriteList(call, "bookings", new MockQuery(call, store).Bookings(), MockAnswers.WriteBooking)),
        ("GET", ["guests"]) => Read("GET guests", (call, store) => MockAnswers.WriteList(call, "guests", new MockQuery(call, store).Guests(), MockAnswers.WriteGuest)),
        ("GET", ["rooms"]) => Read("GET rooms", (call, store) => MockAnswers.WriteList(call, "rooms", new MockQuery(call, store).Rooms(), MockAnswers.WriteRoom)),
        ("GET", ["bookings", var id]) => One("GET bookings/{id}", store => store.Bookings.NumberOf(id), "booking", MockAnswers.WriteBooking),
        ("GET", ["guests", var id]) => One("GET guests/{id}", store => store.Guests.NumberOf(id), "guest", MockAnswers.WriteGuest),
        ("GET", ["rooms", var id]) => One("GET rooms/{id}", store => store.Rooms.NumberOf(id), "room", MockAnswers.WriteRoom),
        ("POST", ["bookings"]) => Write("POST bookings", writes => writes.Booking(id: null, patch: false)),
        ("POST", ["guests"]) => Write("POST guests", writes => writes.Guest(id: null, patch: false)),
        ("POST", ["rooms"]) => Write("POST rooms", writes => writes.Room(id: null, patch: false)),
        ("PUT" or "PATCH", ["bookings", var id]) => Write($"{method} bookings/{{id}}", writes => writes.Booking(id, method == "PATCH")),
        ("PUT" or "PATCH", ["guests", var id]) => Write($"{method} guests/{{id}}", writes => writes.Guest(id, method == "PATCH")),
        ("PUT" or "PATCH", ["rooms", var id]) => Write($"{method} rooms/{{id}}", writes => writes.Room(id, method == "PATCH")),
        ("DELETE", ["bookings", var id]) => Write("DELETE bookings/{id}", writes => writes.DeleteBooking(id)),
        ("DELETE", ["guests", var id]) => Write("DELETE guests/{id}", writes => writes.DeleteGuest(id)),
        ("DELETE", ["rooms", var id]) => Write("DELETE rooms/{id}", writes => writes.DeleteRoom(id)),
        ("POST", ["bookings", var id, "notes"]) => Write("POST bookings/{id}/notes", writes => writes.Note(id)),
        ("POST", ["bookings", var id, "charges"]) => Write("POST bookings/{id}/charges", writes => writes.Charge(id)),
        ("POST", ["guests", var id, "preferences"]) => Write("POST guests/{id}/preferences", writes => writes.Preferences(id)),
        ("GET", ["webhooks"]) => Read("GET webhooks", WriteWebhooks),
        ("POST", ["webhooks"]) => Write("POST webhooks", writes => writes.AddWebhook()),
        ("DELETE", ["webhooks", var id]) => Write("DELETE webhooks/{id}", writes => writes.DeleteWebhook(id)),
        ("POST", ["seed"]) => Seed("POST seed", (seed, body) => seed.Plant(MockProblem.Read(body, MockJson.Default.MockSeedInput))),
        ("DELETE", ["seed"]) => Seed("DELETE seed", (seed, _) => seed.Empty()),
        _ => null,
    };

    private static MockRoute Read(string operation, Action<VendorCall, MockStore> answer) => new(operation, Writes: false, (call, _) => answer(call, StoreOf(call)));

    private static MockRoute One(string operation, Func<MockStore, int?> find, string what, MockRecordWriter write) => new(operation, Writes: false, (call, _) =>
        write(call.Json, call.Property!, find(StoreOf(call)) ?? throw MockProblem.NotFound(what), call.Path));

    private static MockRoute Write(string operation, Action<MockWrites> write) => new(operation, Writes: true, (call, body) => write(new MockWrites(call, StoreOf(call), body)));

    private static MockRoute Seed(string operation, Action<MockSeed, JsonElement> plant) => new(operation, Writes: true, (call, body) =>
    {
        var seed = new MockSeed(call.Property!, StoreOf(call));
        plant(seed, body);
        seed.WriteCounts(call.Json);
    });

    private static void WriteWebhooks(VendorCall call, MockStore store)
    {
        call.Json.WriteStartObject();
        call.Json.WriteStartArray("webhooks"u8);
        foreach (var webhook in store.Webhooks.Values)
            JsonSerializer.Serialize(call.Json, webhook with { Secret = null }, MockJson.Default.MockWebhook);
        call.Json.WriteEndArray();
        call.Json.WriteEndObject();
    }

    private static MockStore StoreOf(VendorCall call) => (MockStore)call.Property!.State;
}
