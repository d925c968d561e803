using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>A vendor's inbox: looking at deliveries and working them off again.</summary>
internal static class InboxRoutes
{
    private static readonly (string Name, string Method, string Path)[] Inbox =
    [
        ("list", HttpMethods.Get, "/inbox"),
        ("entry", HttpMethods.Get, "/inbox/{id:guid}"),
        ("payload", HttpMethods.Get, "/inbox/{id:guid}/payload"),
        ("replay-one", HttpMethods.Post, "/inbox/{id:guid}/replay"),
        ("replay", HttpMethods.Post, "/inbox/replay"),
    ];

    /// <summary>The inbox of one vendor.</summary>
    public static IEnumerable<RouteConfig> Of(string vendor) => Inbox.Select(part =>
        new RouteConfig
        {
            RouteId = $"inbox-{part.Name}-{vendor}",
            ClusterId = ServiceAddresses.ConnectorOf(vendor),
            Match = new RouteMatch { Methods = [part.Method], Path = $"/api/pms/{vendor}{part.Path}" },
        }
        .WithTransformPathRemovePrefix($"/api/pms/{vendor}"));
}
