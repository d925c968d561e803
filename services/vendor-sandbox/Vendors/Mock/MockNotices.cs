using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Webhooks;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>Webhooks: whole records, some together, signed as Standard Webhooks are.</summary>
internal static class MockNotices
{
    private const int MostBytesOfDelivery = 256 * 1024;
    private const int MostBytesOfRecord = 128 * 1024;
    private const string StandardSecretPrefix = "whsec_";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static readonly IReadOnlyList<TimeSpan> Waits =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    public static IReadOnlyList<WebhookDelivery> Deliveries(Property property, IReadOnlyList<(ChangeKind Kind, int Number)> changes)
    {
        var store = (MockStore)property.State;
        if (store.Webhooks.Count == 0)
            return [];

        var events = changes.Select(change => Event(property, store, change.Kind, change.Number)).OfType<byte[]>().ToList();
        return [.. store.Webhooks.Values.SelectMany(hook => Together(events).Select(some => Delivery(property, hook, some)))];
    }

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var key = secret.StartsWith(StandardSecretPrefix, StringComparison.Ordinal) ? Decoded(secret[StandardSecretPrefix.Length..]) : null;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key ?? Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }

    private static WebhookDelivery Delivery(Property property, MockWebhook hook, IReadOnlyList<byte[]> events)
    {
        var id = Guid.NewGuid().ToString("N");
        var body = Written(json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("property"u8, property.Id);
            json.WriteStartArray("events"u8);
            foreach (var each in events)
                json.WriteRawValue(each, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        });
        return new WebhookDelivery(new Uri(hook.Url), body, Authorization: null)
        {
            Headers = at =>
            {
                var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                return [new("webhook-id", id), new("webhook-timestamp", timestamp), new("webhook-signature", Sign(hook.Secret!, id, timestamp, body))];
            },
        };
    }

    /// <summary>Null where the record is gone without having been deleted by this change: that is told by itself.</summary>
    private static byte[]? Event(Property property, MockStore store, ChangeKind kind, int number)
    {
        var (what, deleted, id) = kind switch
        {
            ChangeKind.BookingDeleted => ("booking", true, store.Bookings.IdOf(number)),
            ChangeKind.GuestDeleted => ("guest", true, store.Guests.IdOf(number)),
            ChangeKind.RoomDeleted => ("room", true, store.Rooms.IdOf(number)),
            ChangeKind.GuestChanged => ("guest", false, store.Guests.At(number)?.Id),
            ChangeKind.RoomChanged => ("room", false, store.Rooms.At(number)?.Id),
            _ => ("booking", false, store.Bookings.At(number)?.Id),
        };
        if (id is null)
            return null;
        var record = deleted ? [] : Written(json => Write(json, property, what, number));
        return Written(json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, deleted ? $"{what}.deleted" : $"{what}.changed");
            json.WriteString("id"u8, id);
            json.WritePropertyName("record"u8);
            if (deleted || record.Length > MostBytesOfRecord)
                json.WriteNullValue();
            else
                json.WriteRawValue(record, skipInputValidation: true);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, Property property, string what, int number)
    {
        switch (what)
        {
            case "booking":
                MockAnswers.WriteBooking(json, property, number, "webhook");
                break;
            case "guest":
                MockAnswers.WriteGuest(json, property, number, "webhook");
                break;
            default:
                MockAnswers.WriteRoom(json, property, number, "webhook");
                break;
        }
    }

    private static IEnumerable<IReadOnlyList<byte[]>> Together(List<byte[]> events)
    {
        var (some, bytes) = (new List<byte[]>(), 0);
        foreach (var each in events)
        {
            if (some.Count > 0 && bytes + each.Length > MostBytesOfDelivery)
            {
                yield return some;
                (some, bytes) = ([], 0);
            }

            some.Add(each);
            bytes += each.Length;
        }

        if (some.Count > 0)
            yield return some;
    }

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = MockVendor.Letters }))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[]? Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
