using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>Comparing what a vendor has with what the ledger holds, and looking at results.</summary>
internal static class VerificationRoutes
{
    private static readonly (string Name, string Method, string Path)[] Verifications =
    [
        ("start", HttpMethods.Post, "/verifications"),
        ("latest", HttpMethods.Get, "/verifications"),
        ("one", HttpMethods.Get, "/verifications/{id:guid}"),
    ];

    /// <summary>The verifications of one vendor.</summary>
    public static IEnumerable<RouteConfig> Of(string vendor) => Verifications.Select(part =>
        new RouteConfig
        {
            RouteId = $"verification-{part.Name}-{vendor}",
            ClusterId = ServiceAddresses.ConnectorOf(vendor),
            Match = new RouteMatch { Methods = [part.Method], Path = $"/api/pms/{vendor}{part.Path}" },
        }
        .WithTransformPathRemovePrefix($"/api/pms/{vendor}"));
}
