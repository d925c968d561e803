using Yarp.ReverseProxy.Configuration;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// What connections answers: hotels, users, keys, connections to a PMS, audit, privacy. Each subject goes there whole, with the methods it can have: what a
/// caller may do is stated at the service's endpoints, which do not start without.
/// </summary>
internal static class ConnectionsRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get];
    private static readonly string[] All = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    private static readonly (string Name, string Path, string[] Methods)[] Subjects =
    [
        ("admin", "/api/admin", All),
        ("connect", "/api/pms/connect", All),
        ("vendors", "/api/pms/vendors", Reading),
        ("hotels", "/api/hotels", All),
        ("users", "/api/users", All),
        ("keys", "/api/keys", All),
        ("audit", "/api/audit", Reading),
        ("notices", "/api/notices", All),
        ("privacy", "/api/privacy", All),
    ];

    /// <summary>The public paths.</summary>
    public static IEnumerable<RouteConfig> Paths { get; } = Subjects.Select(subject => new RouteConfig
    {
        RouteId = $"connections-{subject.Name}",
        ClusterId = RouteTable.Connections,
        Match = new RouteMatch { Methods = subject.Methods, Path = $"{subject.Path}/{{**path}}" },
    });
}
