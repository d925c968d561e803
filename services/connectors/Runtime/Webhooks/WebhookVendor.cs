using System.Reflection;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>What the vendor of this service does about webhooks.</summary>
/// <param name="Scheme">How deliveries are proven; null when the vendor sends none.</param>
/// <param name="Read">Reads one; null when the vendor sends none.</param>
internal sealed record WebhookVendor(WebhookScheme? Scheme, Func<WebhookDelivery, HotelSettings, WebhookReading>? Read)
{
    private static readonly MethodInfo Receiving = typeof(WebhookVendor).GetMethod(nameof(OfReceiving), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Looks at the connector's type once: members of an interface that it may lack cannot be named by the compiler.</summary>
    public static WebhookVendor Of<TConnector>()
        where TConnector : IPmsConnector =>
        typeof(TConnector).IsAssignableTo(typeof(IReceivesWebhooks))
            ? (WebhookVendor)Receiving.MakeGenericMethod(typeof(TConnector)).Invoke(null, null)!
            : new WebhookVendor(null, null);

    private static WebhookVendor OfReceiving<TConnector>()
        where TConnector : IReceivesWebhooks => new(TConnector.Webhooks, TConnector.Read);
}
