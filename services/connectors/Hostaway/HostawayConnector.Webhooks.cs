using System.Runtime.InteropServices;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>
/// Unified webhooks (https://api.hostaway.com/documentation#unified-webhooks): the whole reservation with HTTP Basic, nothing signed, in any order, often
/// twice. Any 4xx but 429 is final (since 2026-07-22).
/// </summary>
public sealed partial class HostawayConnector : IReceivesWebhooks, ICompletesDeliveries
{
    /// <summary>What lists show of a reservation only when asked; without it a delivery would overwrite more than it tells.</summary>
    private static readonly string[] Attachments = ["reservationUnit", "customFieldValues", "remainingBalance"];

    /// <inheritdoc />
    public static WebhookScheme Webhooks { get; } = new()
    {
        Proof = new WebhookProof.Basic("webhookUser", "webhookPassword"),
        ClientErrorsAreFinal = true,
    };

    /// <inheritdoc />
    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(hotel);
        using var body = Parse(delivery.Body);
        var root = body.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new MappingException("$", "is no object");
        if (hotel.Settings?.Find("accountId") is { } own && TextOf(root, "accountId") is { } theirs && !string.Equals(own, theirs, StringComparison.Ordinal))
            return new WebhookReading { OfAnotherAccount = true };

        // One integrator met eventType.
        var told = TextOf(root, "event") ?? TextOf(root, "eventType") ?? "";
        if (!told.StartsWith("reservation.", StringComparison.OrdinalIgnoreCase))
            return new WebhookReading { Ignored = told.StartsWith("message.", StringComparison.OrdinalIgnoreCase) ? "messages are not read" : "its event is not known" };
        if (ReservationIn(root) is not { } reservation)
            throw new MappingException("$.data", "is missing");

        if (!Attachments.All(name => reservation.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null))
            return new WebhookReading { Named = [new NamedRecord(EntityKind.Booking, Require.Text(TextOf(reservation, "id"), "$.data.id"))] };

        var page = new PageBuilder(hotel);
        HostawayPayload.AddBookings(page, ReadOne(page, reservation), hotel, AccountFacts.None);
        return new WebhookReading { Records = page.Build() };
    }

    /// <inheritdoc />
    public async Task<MappedRecords> CompleteAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        using var body = Parse(delivery.Body);
        var page = new PageBuilder(_hotel);
        var reservations = ReservationIn(body.RootElement) is { } reservation ? ReadOne(page, reservation) : [];
        var account = await _reference.FactsForAsync([.. reservations.Select(record => record.Value)], cancellationToken);
        HostawayPayload.AddBookings(page, reservations, _hotel, account);
        return page.Build();
    }

    private static IReadOnlyList<WireRecord<ReservationWire>> ReadOne(PageBuilder page, JsonElement reservation) =>
        page.Read(EntityKind.Booking, [JsonMarshal.GetRawUtf8Value(reservation).ToArray()], HostawayJson.Default.ReservationWire, "id");

    /// <summary>In <c>data</c>; one integrator met <c>payload.data</c>.</summary>
    private static JsonElement? ReservationIn(JsonElement root)
    {
        if (root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
            return data;
        return root.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object
            && payload.TryGetProperty("data", out data) && data.ValueKind == JsonValueKind.Object
                ? data
                : null;
    }

    private static string? TextOf(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => Tidy.Text(value.GetString()),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body);
        }
        catch (JsonException)
        {
            throw new MappingException("$", "is not JSON");
        }
    }
}
