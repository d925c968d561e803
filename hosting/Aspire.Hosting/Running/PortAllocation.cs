using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalServers;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>
/// Every public port is chosen before anything starts and kept while the application runs, so that everybody can be told at once.
/// A project with one instance listens on its public port itself: no hop, no copy. Replicas listen on ports of their own behind a forwarder.
/// </summary>
internal static class PortAllocation
{
    public static void Allocate(IEnumerable<IResource> resources, bool randomPorts)
    {
        foreach (EndpointFact endpoint in resources.SelectMany(resource => resource.Annotations.OfType<EndpointFact>()))
        {
            endpoint.PublicPort = endpoint.FixedPort(randomPorts) ?? LoopbackPort.Free();
        }
    }

    /// <summary>Gives each instance its own ports, and returns the forwarders in front of them.</summary>
    public static IEnumerable<PortForwarder> Instances(IResource resource, IReadOnlyList<ResourceRun> runs)
    {
        foreach (EndpointFact endpoint in resource.Annotations.OfType<EndpointFact>())
        {
            ProjectRun[] projects = [.. runs.OfType<ProjectRun>()];
            if (projects.Length > 1 && endpoint.TargetPort is not null)
            {
                throw new DistributedApplicationException($"Endpoint '{endpoint.Name}' of '{resource.Name}' has a target port, which its replicas cannot share.");
            }

            bool direct = projects.Length == 1 && endpoint.TargetPort is null;
            foreach (ProjectRun project in projects)
            {
                project.Listen(endpoint, direct ? endpoint.PublicPort!.Value : endpoint.TargetPort ?? LoopbackPort.Free());
            }

            if (!direct && projects.Length > 0)
            {
                LoopbackPort.RequireFree(endpoint.PublicPort!.Value);
                yield return new PortForwarder(endpoint.PublicPort.Value, [.. projects.Select(project => (Func<int?>)(() => project.OpenPort(endpoint)))]);
            }
        }
    }
}
