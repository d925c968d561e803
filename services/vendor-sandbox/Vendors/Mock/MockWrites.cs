using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>Making, changing and deleting records. Runs with the world's gate held for writing.</summary>
internal sealed class MockWrites(VendorCall call, MockStore store, JsonElement body)
{
    private const int ShortestSecret = 16;
    private const int LongestSecret = 200;

    private readonly MockReader _reader = new(store);

    public void Room(string? id, bool patch)
    {
        var before = id is not null && store.Rooms.TryFind(id, out var known) ? known : null;
        var input = Input(id, before, patch, "room", MockJson.Default.MockRoom, MockJson.Default.MockRoomInput);
        var room = _reader.Room(input, NewOrGiven(id, input.Id, "R", store.Rooms), before, "$");
        Answer(store.Put(room), MockJson.Default.MockRoom, isNew: before is null);
    }

    public void Guest(string? id, bool patch)
    {
        var before = id is not null && store.Guests.TryFind(id, out var known) ? known : null;
        var input = Input(id, before, patch, "guest", MockJson.Default.MockGuest, MockJson.Default.MockGuestInput);
        var guest = _reader.Guest(input, NewOrGiven(id, input.Id, "G", store.Guests), "$");
        Answer(store.Put(guest), MockJson.Default.MockGuest, isNew: before is null);
    }

    public void Booking(string? id, bool patch)
    {
        var before = id is not null && store.Bookings.TryFind(id, out var known) ? known : null;
        var input = Input(id, before is null ? null : store.Shown(before), patch, "booking", MockJson.Default.MockBooking, MockJson.Default.MockBookingInput);
        var (guestIds, brought) = _reader.GuestsOf(input, "$");
        var booking = _reader.Booking(input, NewOrGiven(id, input.Id, "B", store.Bookings), before, guestIds, "$");
        foreach (var guest in brought.Where(IsDifferent))
            store.Put(guest);
        Answer(store.Shown(store.Put(booking)), MockJson.Default.MockBooking, isNew: before is null);
    }

    public void Note(string id)
    {
        var booking = store.Bookings.TryFind(id, out var found) ? found : throw MockProblem.NotFound("booking");
        var note = _reader.Note(MockProblem.Read(body, MockJson.Default.MockNoteInput), "$");
        var known = note.IdempotencyKey is { } key ? booking.Notes.FirstOrDefault(each => each.IdempotencyKey == key) : null;
        if (known is not null && known.Text != note.Text)
            throw MockProblem.Conflict("Another note has this key.", "$.idempotencyKey");
        if (known is null)
            store.Put(booking with { Notes = [.. booking.Notes, note] });
        Answer(known ?? note, MockJson.Default.MockNote, isNew: known is null);
    }

    public void Charge(string id)
    {
        var booking = store.Bookings.TryFind(id, out var found) ? found : throw MockProblem.NotFound("booking");
        var charge = _reader.Charge(MockProblem.Read(body, MockJson.Default.MockChargeInput), booking.Currency, "$");
        var known = charge.IdempotencyKey is { } key ? booking.Charges.FirstOrDefault(each => each.IdempotencyKey == key) : null;
        if (known is not null && (known.Title, known.Amount) != (charge.Title, charge.Amount))
            throw MockProblem.Conflict("Another charge has this key.", "$.idempotencyKey");
        if (known is null)
            store.Put(booking with { Charges = [.. booking.Charges, charge] });
        Answer(known ?? charge, MockJson.Default.MockCharge, isNew: known is null);
    }

    public void Preferences(string id)
    {
        var guest = store.Guests.TryFind(id, out var found) ? found : throw MockProblem.NotFound("guest");
        var wanted = MockReader.Preferences(MockProblem.Read(body, MockJson.Default.MockPreferencesInput).Preferences ?? [], "$");
        var missing = wanted.Where(each => !guest.Preferences.Any(known => Same(known.Category, each.Category) && Same(known.Value, each.Value))).Distinct().ToList();
        Answer(missing.Count == 0 ? guest : store.Put(guest with { Preferences = [.. guest.Preferences, .. missing] }), MockJson.Default.MockGuest, isNew: false);
    }

    public void DeleteRoom(string id)
    {
        if (store.Bookings.Ordered.Any(booking => booking.Rooms.Any(stay => stay.RoomId == id)))
            throw MockProblem.Conflict("Bookings name this room.");
        Gone(store.RemoveRoom(id), "room");
    }

    public void DeleteGuest(string id)
    {
        if (store.Bookings.Ordered.Any(booking => MockStore.Names(booking, id)))
            throw MockProblem.Conflict("Bookings name this guest.");
        Gone(store.RemoveGuest(id), "guest");
    }

    public void DeleteBooking(string id) => Gone(store.RemoveBooking(id), "booking");

    public void AddWebhook()
    {
        var input = MockProblem.Read(body, MockJson.Default.MockWebhookInput);
        if (!Uri.TryCreate(input.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw MockProblem.Invalid("$.url", "an absolute http or https address");
        if (input.Secret is { Length: < ShortestSecret or > LongestSecret })
            throw MockProblem.Invalid("$.secret", $"{ShortestSecret} to {LongestSecret} characters");
        var known = store.Webhooks.Values.FirstOrDefault(hook => hook.Url == address.ToString());
        var secret = input.Secret ?? "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        var webhook = new MockWebhook(known?.Id ?? store.NewId("W"), address.ToString(), secret, known?.CreatedAt ?? store.Now);
        store.Webhooks[webhook.Id] = webhook;
        call.Property!.World.Feed.Watch();
        Answer(webhook, MockJson.Default.MockWebhook, isNew: known is null);
    }

    public void DeleteWebhook(string id) => Gone(store.Webhooks.Remove(id), "webhook");

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A booking that was read and is sent back brings its guests along unchanged.</summary>
    private bool IsDifferent(MockGuest guest) => !store.Guests.TryFind(guest.Id, out var known)
        || !JsonNode.DeepEquals(Node(known), Node(guest with { CreatedAt = known.CreatedAt, UpdatedAt = known.UpdatedAt }));

    private static JsonNode? Node(MockGuest guest) => JsonSerializer.SerializeToNode(guest, MockJson.Default.MockGuest);

    /// <summary>The record as it shall be: what was sent, or for a patch what there is with the patch laid over it.</summary>
    private TInput Input<TRecord, TInput>(string? id, TRecord? before, bool patch, string what, JsonTypeInfo<TRecord> shown, JsonTypeInfo<TInput> type)
        where TRecord : MockRecord
        where TInput : class
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw MockProblem.Invalid("$", "an object is needed");
        if (!patch)
            return MockProblem.Read(body, type);
        var target = JsonSerializer.SerializeToNode(before ?? throw MockProblem.NotFound(what), shown);
        var merged = Merge(target, body);
        if (merged["id"] is not { } given || given.GetValueKind() != JsonValueKind.String || given.GetValue<string>() != id)
            throw MockProblem.Invalid("$.id", "an id never changes");
        return MockProblem.Read(JsonSerializer.SerializeToElement(merged, MockJson.Default.JsonObject), type);
    }

    /// <summary>RFC 7396.</summary>
    private static JsonObject Merge(JsonNode? target, JsonElement patch)
    {
        var merged = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                merged.Remove(member.Name);
                continue;
            }

            var old = merged[member.Name];
            merged.Remove(member.Name);
            merged[member.Name] = member.Value.ValueKind == JsonValueKind.Object ? Merge(old, member.Value) : JsonNode.Parse(member.Value.GetRawText());
        }

        return merged;
    }

    private string NewOrGiven<T>(string? address, string? given, string prefix, MockTable<T> table)
        where T : MockRecord
    {
        if (address is not null)
        {
            return given is null || given == address ? _reader.IdOf(address, prefix, "$") : throw MockProblem.Invalid("$.id", "is another than the address has");
        }

        var id = _reader.IdOf(given, prefix, "$");
        return table.TryFind(id, out _) ? throw MockProblem.Conflict("There is one with this id already.", "$.id") : id;
    }

    private void Gone(bool removed, string what)
    {
        if (!removed)
            throw MockProblem.NotFound(what);
        call.Status = StatusCodes.Status204NoContent;
    }

    private void Answer<T>(T record, JsonTypeInfo<T> type, bool isNew)
    {
        call.Status = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        JsonSerializer.Serialize(call.Json, record, type);
    }
}
