using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Webhooks;

namespace PmsPlatform.Connectors.Mock;

/// <summary>Webhooks by Standard Webhooks: whole records, signed with their time; what is not taken comes again.</summary>
public sealed partial class MockConnector : IReceivesWebhooks
{
    /// <inheritdoc />
    public static WebhookScheme Webhooks { get; } = new()
    {
        Proof = new WebhookProof.Hmac("webhook-signature", "webhookSecret")
        {
            TimestampHeader = "webhook-timestamp",
            IdHeader = "webhook-id",
            SignedText = "{id}.{timestamp}.{body}",
        },
    };

    /// <inheritdoc />
    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return MockPayload.Read(delivery, hotel);
    }
}
