using PmsPlatform.Gateway.Routes;
using Yarp.ReverseProxy.Configuration;

namespace PmsPlatform.Gateway;

/// <summary>What makes a route table work, checked at start and without network. Collects every problem with its fix.</summary>
internal static class RouteChecks
{
    public static IEnumerable<string> ProblemsOf(RouteTable table) =>
    [
        .. table.Clusters.SelectMany(ProblemsOf),
        .. table.Vendors.Where(vendor => !IsSlug(vendor)).Select(vendor =>
            $"Connector '{ServiceAddresses.ConnectorOf(vendor)}' has no usable vendor name. Use lower-case letters and digits, as in connector-mews."),
        .. table.Vendors.Count == 0 ? (string[])["No connector is configured. Set services__connector-<vendor>__http__0 for at least one vendor."] : [],
        .. table.Routes.SelectMany(route => ProblemsOf(route, table)),
        .. table.Routes.GroupBy(route => route.RouteId, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Skip(1).Any())
            .Select(group => $"Route id '{group.Key}' is used {group.Count()} times. Give each route its own."),
        .. table.Routes.GroupBy(Address, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Skip(1).Any())
            .Select(group => $"Routes {string.Join(" and ", group.Select(route => $"'{route.RouteId}'"))} both answer '{group.Key}'. Keep one."),
    ];

    private static IEnumerable<string> ProblemsOf(ClusterConfig cluster)
    {
        if (cluster.ClusterId is RouteTable.ByBody or RouteTable.ByProvider)
            yield break;

        var addresses = cluster.Destinations?.Values.Select(destination => destination.Address).ToArray() ?? [];
        if (addresses.Length == 0)
            yield return $"Service '{cluster.ClusterId}' has no address. Set services__{cluster.ClusterId}__http__0, as in http://127.0.0.1:5301.";

        foreach (var address in addresses.Where(address => !IsBaseAddress(address)))
            yield return $"Service '{cluster.ClusterId}' has the address '{Shown(address)}'. Use scheme, host and port only, as in http://127.0.0.1:5301.";

        foreach (var twice in addresses.GroupBy(address => address.TrimEnd('/'), StringComparer.OrdinalIgnoreCase).Where(group => group.Skip(1).Any()))
            yield return $"Service '{cluster.ClusterId}' has the address '{Shown(twice.Key)}' twice. Name each replica once.";
    }

    private static IEnumerable<string> ProblemsOf(RouteConfig route, RouteTable table)
    {
        // The key gate guards /api: a route elsewhere would be open to everybody.
        if (route.Match.Path?.StartsWith($"{Identity.KeyGate.GuardedPath}/", StringComparison.Ordinal) is not true)
            yield return $"Route '{route.RouteId}' has the path '{route.Match.Path}'. Public paths begin with {Identity.KeyGate.GuardedPath}/.";
        if (route.Match.Methods is not { Count: > 0 })
            yield return $"Route '{route.RouteId}' names no method. Name those it answers.";
        if (!table.Clusters.Any(cluster => string.Equals(cluster.ClusterId, route.ClusterId, StringComparison.OrdinalIgnoreCase)))
            yield return $"Route '{route.RouteId}' leads to '{route.ClusterId}', which is no service of this table.";
    }

    private static string Address(RouteConfig route) => $"{string.Join(',', route.Match.Methods ?? [])} {route.Match.Path}";

    private static bool IsBaseAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" };

    // An address may hold a password that somebody put there by mistake.
    private static string Shown(string address) => address.Contains('@', StringComparison.Ordinal) ? "***" : address;

    private static bool IsSlug(string vendor) => vendor.Length > 0 && vendor.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9'));
}
