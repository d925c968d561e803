using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace PmsPlatform.Gateway.Routes;

/// <summary>What is asked for before one is known: signing in, refreshing, the first owner's set-up, accepting an invitation, a new password. Needs no key; is counted by address.</summary>
internal static class SignInRoutes
{
    private const string Door = "Door";

    private static readonly Dictionary<string, string> OfStrangers = new(StringComparer.Ordinal) { [Door] = nameof(SignInRoutes) };

    private static readonly (string Name, string Path)[] Doors =
    [
        ("login", "login"), ("refresh", "refresh"), ("logout", "logout"), ("setup", "setup"), ("accept", "invitations/accept"), ("password", "password"),
    ];

    /// <summary>The addresses, all of connections.</summary>
    public static IEnumerable<RouteConfig> All { get; } = Doors.Select(door => new RouteConfig
    {
        RouteId = $"auth-{door.Name}",
        ClusterId = RouteTable.Connections,
        Match = new RouteMatch { Methods = [HttpMethods.Post], Path = $"/api/auth/{door.Path}" },
        Metadata = OfStrangers,
    });

    /// <summary>Whether a request goes to such an address.</summary>
    public static bool IsOne(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.TryGetValue(Door, out var door) is true && door == nameof(SignInRoutes);
}
