using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// Every public path and the service behind it. What is not here does not exist outside: the services' health checks, the connectors' quarantine, their
/// other paths.
/// </summary>
/// <param name="Routes">The public paths.</param>
/// <param name="Clusters">The services.</param>
/// <param name="Vendors">Slugs of the vendors whose connectors run.</param>
internal sealed record RouteTable(IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters, IReadOnlyList<string> Vendors)
{
    /// <summary>Cluster of the paths whose service is found in the body, see <see cref="Ingress.SyncIngress"/>. It has no addresses of its own.</summary>
    public const string ByBody = "by-body";

    /// <summary>Cluster of the paths whose connector is named in the body or the query, see <see cref="Ingress.ProviderIngress"/>. Without addresses too.</summary>
    public const string ByProvider = "by-provider";

    /// <summary>Cluster of hotels, users, keys and connections. Absent where that service does not run.</summary>
    public const string Connections = "connections";

    private const string GuestContext = "guest-context";
    private const string SyncLedger = "sync-ledger";

    public static RouteTable For(ServiceAddresses addresses, GatewayOptions options)
    {
        var vendors = addresses.Vendors();
        var isManaged = IsManaged(addresses);
        return new RouteTable(
            [
                Get("context", "/api/context", GuestContext),

                Get("sync-runs", "/api/pms/sync/runs", SyncLedger),
                Get("sync-run", "/api/pms/sync/runs/{id:guid}", SyncLedger),
                Get("ledger", "/api/ledger/{**path}", SyncLedger),

                SyncStart("bookings"),
                SyncStart("guests"),
                SyncStart("rooms"),
                SyncStart("availability"),
                SyncStart("maintenance"),
                SyncStart("housekeeping-tasks"),
                .. vendors.Select(vendor =>
                    Get($"sync-run-{vendor}", $"/api/pms/sync/{vendor}/runs/{{id:guid}}", ServiceAddresses.ConnectorOf(vendor))
                        .WithTransformPathRouteValues("/sync/runs/{id}")),
                .. WriteBackRoutes.Common,
                .. vendors.SelectMany(WriteBackRoutes.Of),
                .. vendors.SelectMany(WebhookRoutes.Of),
                .. vendors.SelectMany(InboxRoutes.Of),
                .. vendors.SelectMany(ReadRoutes.Of),
                .. vendors.SelectMany(MappingRoutes.Of),
                .. vendors.SelectMany(VerificationRoutes.Of),
                .. isManaged ? [.. SignInRoutes.All, .. ConnectionsRoutes.Paths] : (RouteConfig[])[],
            ],
            [
                Cluster(GuestContext, addresses, options.ReadTimeout),
                Cluster(SyncLedger, addresses, options.ReadTimeout),
                .. isManaged ? [Cluster(Connections, addresses, options.SyncTimeout)] : (ClusterConfig[])[],
                .. vendors.Select(vendor => Cluster(ServiceAddresses.ConnectorOf(vendor), addresses, options.SyncTimeout)),
                new ClusterConfig { ClusterId = ByBody },
                new ClusterConfig { ClusterId = ByProvider },
            ],
            vendors);
    }

    /// <summary>Whether connections runs: without it there are configured keys only, and nothing to manage.</summary>
    public static bool IsManaged(ServiceAddresses addresses) => addresses.AddressesOf(Connections).Count > 0;

    /// <summary>What a caller gets who names a vendor without a connector.</summary>
    public ProblemHttpResult UnknownProvider()
    {
        var problem = Problem.Invalid("provider", $"is not known. Known are: {string.Join(", ", Vendors)}.");
        problem.ProblemDetails.Extensions["known"] = Vendors;
        return problem;
    }

    private static RouteConfig Get(string id, string path, string service) => Route(id, HttpMethods.Get, path, service);

    private static RouteConfig SyncStart(string entity) =>
        Route($"sync-{entity}", HttpMethods.Post, $"/api/pms/sync/{entity}", ByBody).WithTransformPathSet($"/sync/{entity}");

    private static RouteConfig Route(string id, string method, string path, string service) => new()
    {
        RouteId = id,
        ClusterId = service,
        Match = new RouteMatch { Methods = [method], Path = path },
    };

    private static ClusterConfig Cluster(string service, ServiceAddresses addresses, TimeSpan patience) => new()
    {
        ClusterId = service,
        LoadBalancingPolicy = LoadBalancingPolicies.RoundRobin,
        Destinations = addresses.AddressesOf(service)
            .Select((address, index) => new KeyValuePair<string, DestinationConfig>($"{service}-{index}", new DestinationConfig { Address = address }))
            .ToDictionary(StringComparer.Ordinal),
        HealthCheck = new HealthCheckConfig
        {
            // With no replica left every one is tried: a wrong guess about health must not close the door.
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = UnreachablePolicy.PolicyName, ReactivationPeriod = TimeSpan.FromSeconds(5) },
        },
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = patience,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
    };
}
