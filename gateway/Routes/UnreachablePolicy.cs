using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// Takes a replica out of the rotation at the first request that found nobody there, for the cluster's reactivation period. YARP's own policy waits for a
/// failure rate over a minute, in which every other caller of two replicas would be failed.
/// </summary>
internal sealed class UnreachablePolicy(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "Unreachable";

    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature()?.Error is ForwarderError.Request)
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? DefaultPause);
    }
}
