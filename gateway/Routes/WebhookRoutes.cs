using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// What vendors call by themselves. They have no key of ours: the connector proves them in the vendor's own way, by a token in the address, Basic
/// credentials or a signature. Everything they send goes through but what could speak for the gateway.
/// </summary>
internal static class WebhookRoutes
{
    /// <summary>Most bytes of a delivery; the connector takes no more either.</summary>
    public const int MostBytes = 1024 * 1024;

    private const string Door = "Door";

    private static readonly Dictionary<string, string> OfVendors = new(StringComparer.Ordinal) { [Door] = nameof(WebhookRoutes) };

    /// <summary>The addresses that one vendor calls, and the one for bookings in the vendor-neutral form.</summary>
    public static IEnumerable<RouteConfig> Of(string vendor) =>
    [
        Route($"webhook-{vendor}", vendor, "/webhook/{token}").WithTransformPathRouteValues("/webhooks/{token}"),
        Route($"webhook-tokenless-{vendor}", vendor, "/webhook").WithTransformPathSet("/webhooks"),
        Route($"neutral-booking-{vendor}", vendor, "/bookings").WithTransformPathSet("/webhooks/neutral/bookings"),
    ];

    /// <summary>Whether a request goes to such an address: it needs no key, and is counted by where it comes from.</summary>
    public static bool IsOne(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is { } route && IsOne(route.Config);

    /// <summary>Whether a route is such an address.</summary>
    public static bool IsOne(RouteConfig route) => route.Metadata?.TryGetValue(Door, out var door) is true && door == nameof(WebhookRoutes);

    private static RouteConfig Route(string id, string vendor, string path) => new()
    {
        RouteId = id,
        ClusterId = ServiceAddresses.ConnectorOf(vendor),
        Match = new RouteMatch { Methods = [HttpMethods.Post], Path = $"/api/pms/{vendor}{path}" },
        MaxRequestBodySize = MostBytes,
        Metadata = OfVendors,
    };
}
