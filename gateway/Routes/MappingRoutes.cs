using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>Trying out and proposing mappings, which only the connector of hotels' own systems does.</summary>
internal static class MappingRoutes
{
    /// <summary>Most bytes of a trial: a document with samples; the connector takes no more either.</summary>
    public const int MostBytes = 2 * 1024 * 1024;

    private const string Vendor = "custom";

    /// <summary>The paths of one vendor: none but for <c>custom</c>.</summary>
    public static IEnumerable<RouteConfig> Of(string vendor) => string.Equals(vendor, Vendor, StringComparison.Ordinal) ? [Route("try"), Route("suggest")] : [];

    private static RouteConfig Route(string name) => new RouteConfig
    {
        RouteId = $"mapping-{name}",
        ClusterId = ServiceAddresses.ConnectorOf(Vendor),
        MaxRequestBodySize = MostBytes,
        Match = new RouteMatch { Methods = [HttpMethods.Post], Path = $"/api/pms/{Vendor}/mapping/{name}" },
    }
    .WithTransformPathRemovePrefix($"/api/pms/{Vendor}");
}
