using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>From what came to what is kept and back: keys, masks card numbers, encrypts.</summary>
internal sealed class DeliveryWriter(PersonalDataProtector protector, WebhookVendor vendor, InboxOptions options, TimeProvider time)
{
    private const int MostHeaders = 32;
    private const int LongestHeader = 1024;
    private const int MostBookings = 1000;
    private const int LongestId = 200;

    /// <summary>Says who sent it, how it travelled, or what it may do here: no reading needs it.</summary>
    private static readonly HashSet<string> NeverKept = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "Accept", "Accept-Encoding",
        "Accept-Language", "User-Agent", "traceparent", "tracestate", "baggage", "Forwarded", "x-api-key", WebhookIngress.TokenHeader, Correlation.HeaderName,
    };

    private readonly HashSet<string> _proofHeaders = new(ProofHeadersOf(vendor.Scheme?.Proof), StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a row of a delivery.</summary>
    /// <param name="connection">For whom it is.</param>
    /// <param name="form">Its form.</param>
    /// <param name="delivery">As it came.</param>
    /// <param name="reading">What it says; null when it could not be read.</param>
    /// <param name="correlationId">Follows it.</param>
    /// <param name="distinguishing">Makes equal bodies different deliveries; null for nothing.</param>
    public NewDelivery Write(
        BoundConnection connection, InboxForm form, WebhookDelivery delivery, WebhookReading? reading, string correlationId, string? distinguishing)
    {
        var now = time.GetUtcNow();
        var hotelId = connection.Hotel.Id;
        var named = reading is { Named.Count: > 0 };
        var headers = Kept(delivery.Headers);
        return new NewDelivery
        {
            Id = Guid.CreateVersion7(now),
            HotelId = hotelId,
            ConnectionId = connection.Id,
            Form = form,
            Named = named,
            Key = reading?.DeliveryId is { Length: > 0 } id
                ? protector.BlindIndex(hotelId, "delivery", $"{connection.Id}\n{id}")
                : protector.BlindIndex(hotelId, "delivery-body", $"{connection.Id}\n{distinguishing}\n{Convert.ToHexString(SHA256.HashData(delivery.Body.Span))}"),
            KeyUntil = reading?.DeliveryId is { Length: > 0 } ? null : now + options.DuplicateWindow,
            Payload = protector.Protect(CardMask.Mask(delivery.Body.Span), Encoding.UTF8.GetBytes(hotelId)),
            Headers = headers.Count > 0
                ? protector.Protect(JsonSerializer.SerializeToUtf8Bytes(headers, InboxJson.Default.DictionaryStringString), Encoding.UTF8.GetBytes(hotelId))
                : null,
            Size = delivery.Body.Length,
            BookingIds = reading is null ? [] : BookingsOf(reading),
            CorrelationId = correlationId,
            ReceivedAt = now,
            DueAt = named ? now + options.CoalescingWindow : now,
        };
    }

    /// <summary>What was kept, as it came but for card numbers and the sender's credentials.</summary>
    public WebhookDelivery Read(string hotelId, byte[] payload, byte[]? headers)
    {
        var context = Encoding.UTF8.GetBytes(hotelId);
        var kept = headers is null ? null : JsonSerializer.Deserialize(protector.Unprotect(headers, context), InboxJson.Default.DictionaryStringString);
        return new WebhookDelivery(protector.Unprotect(payload, context), new Dictionary<string, string>(kept ?? [], StringComparer.OrdinalIgnoreCase));
    }

    private Dictionary<string, string> Kept(IReadOnlyDictionary<string, string> headers) =>
        headers.Where(header => !NeverKept.Contains(header.Key) && !_proofHeaders.Contains(header.Key) && header.Value.Length <= LongestHeader
                && !header.Key.StartsWith("x-pms-", StringComparison.OrdinalIgnoreCase) && !header.Key.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase))
            .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .Take(MostHeaders)
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);

    private static List<string> BookingsOf(WebhookReading reading) =>
    [
        .. reading.Records.Bookings.Select(booking => booking.ExternalId)
            .Concat(reading.Records.Unmapped.Where(record => record.Entity == EntityKind.Booking).Select(record => record.ExternalId).OfType<string>())
            .Concat(reading.Named.Where(record => record.Entity == EntityKind.Booking).Select(record => record.ExternalId))
            .Where(id => id.Length is > 0 and <= LongestId && !id.Contains('\0', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Take(MostBookings),
    ];

    private static IEnumerable<string> ProofHeadersOf(WebhookProof? proof) => proof switch
    {
        WebhookProof.SharedToken shared => [shared.Header],
        WebhookProof.Hmac hmac => [hmac.Header],
        _ => [],
    };
}
