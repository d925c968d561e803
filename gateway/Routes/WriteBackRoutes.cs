using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>Write-backs: asked for and listed by provider, followed and settled at the address the answer gives.</summary>
internal static class WriteBackRoutes
{
    private const string Path = "/api/pms/write-backs";

    /// <summary>The paths that name no connector.</summary>
    public static IEnumerable<RouteConfig> Common { get; } =
    [
        Route("write-back-accept", HttpMethods.Post, Path, RouteTable.ByProvider).WithTransformPathSet("/write-backs"),
        Route("write-backs", HttpMethods.Get, Path, RouteTable.ByProvider).WithTransformPathSet("/write-backs"),
    ];

    /// <summary>The paths of one vendor's connector.</summary>
    public static IEnumerable<RouteConfig> Of(string vendor) =>
    [
        Route($"write-back-{vendor}", HttpMethods.Get, $"{Path}/{vendor}/{{id:guid}}", ServiceAddresses.ConnectorOf(vendor))
            .WithTransformPathRouteValues("/write-backs/{id}"),
        Route($"write-back-settle-{vendor}", HttpMethods.Post, $"{Path}/{vendor}/{{id:guid}}/settle", ServiceAddresses.ConnectorOf(vendor))
            .WithTransformPathRouteValues("/write-backs/{id}/settle"),
    ];

    private static RouteConfig Route(string id, string method, string path, string service) => new()
    {
        RouteId = id,
        ClusterId = service,
        Match = new RouteMatch { Methods = [method], Path = path },
    };
}
