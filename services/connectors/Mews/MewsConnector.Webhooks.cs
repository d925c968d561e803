using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// General webhooks (https://mews-systems.gitbook.io/connector-api/events/wh-general): ids only, unsigned, to one address of the integration for all its
/// properties; its last part is a secret.
/// </summary>
public sealed partial class MewsConnector : IReceivesWebhooks
{
    public static WebhookScheme Webhooks { get; } = new() { Proof = new WebhookProof.Address() };

    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(hotel);
        var notice = Parse(delivery.Body.Span);

        // An integration webhook that was sent here: its data may hold an access token, which must not lie in an inbox.
        if (notice.Action is not null)
            return new WebhookReading { Reply = new WebhookReply("text/plain", "") };
        if (notice.Events is not { } events)
            throw new MappingException("$.Events", "is missing");
        if (hotel.Settings?.Find("enterpriseId") is { } own && Tidy.Text(notice.EnterpriseId) is { } theirs && !string.Equals(own, theirs, StringComparison.OrdinalIgnoreCase))
            return new WebhookReading { OfAnotherAccount = true };

        var named = new HashSet<NamedRecord>();
        foreach (var (index, told) in events.Index())
        {
            if (EntityOf(told?.Discriminator) is { } entity)
                named.Add(new NamedRecord(entity, Require.Text(told?.Value?.Id, $"$.Events[{index}].Value.Id")));
        }

        return new WebhookReading
        {
            Named = [.. named],
            Ignored = named.Count > 0 ? null : "its events are not about bookings, guests or rooms",
        };
    }

    private static MewsNotice Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.StartsWith("\uFEFF"u8) ? body[3..] : body, MewsWebhookJson.Default.MewsNotice) ?? throw new MappingException("$", "is null");
        }
        catch (JsonException error)
        {
            throw new MappingException(error.Path ?? "$", "has the wrong JSON type");
        }
    }

    /// <summary>Null for what nothing follows from: blocks, messages, payments, and events that are new to us.</summary>
    private static EntityKind? EntityOf(string? discriminator) => discriminator switch
    {
        "ServiceOrderUpdated" => EntityKind.Booking,
        "CustomerAdded" or "CustomerUpdated" => EntityKind.Guest,
        "ResourceUpdated" => EntityKind.Room,
        _ => null,
    };
}
