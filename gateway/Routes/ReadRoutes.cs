using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// Reads through to a hotel's PMS: <c>/api/pms/{provider}/…</c> becomes <c>/read/…</c> of that provider's connector. The rest of the path and the query
/// stay as they are, encoded slashes among them.
/// </summary>
internal static class ReadRoutes
{
    private static readonly (string Name, string Path)[] Reads =
    [
        ("booking", "/bookings/{id}"),
        ("balance", "/bookings/{id}/balance"),
        ("guest", "/guests/{id}"),
        ("guests", "/guests"),
        ("arrivals", "/arrivals"),
        ("departures", "/departures"),
        ("in-house", "/in-house"),
        ("room", "/rooms/{id}"),
        ("rooms", "/rooms"),
    ];

    /// <summary>The reads of one vendor.</summary>
    public static IEnumerable<RouteConfig> Of(string vendor) => Reads.Select(read =>
        new RouteConfig
        {
            RouteId = $"read-{read.Name}-{vendor}",
            ClusterId = ServiceAddresses.ConnectorOf(vendor),
            Match = new RouteMatch { Methods = [HttpMethods.Get], Path = $"/api/pms/{vendor}{read.Path}" },
        }
        .WithTransformPathRemovePrefix($"/api/pms/{vendor}")
        .WithTransformPathPrefix("/read"));
}
