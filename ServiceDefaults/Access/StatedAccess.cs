using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace PmsPlatform.ServiceDefaults.Access;

/// <summary>
/// A service that knows callers does not start while one of its endpoints says nothing of who may reach it: a new endpoint cannot be forgotten. Services
/// without callers, as the console and the gateway, are left alone.
/// </summary>
internal sealed class StatedAccess(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>The endpoints are known once the web server has started; it has not answered anybody by then but for milliseconds.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Absent in a host without web server.
        if (services.GetService(typeof(EndpointDataSource)) is EndpointDataSource source && ProblemsOf(source.Endpoints) is { Count: > 0 } problems)
            throw new StartupConfigurationException(problems);
        return Task.CompletedTask;
    }

    public static IReadOnlyList<string> ProblemsOf(IReadOnlyList<Endpoint> endpoints) => !endpoints.Any(KnowsCallers)
        ? []
        :
        [
            .. endpoints.Where(endpoint => !IsStated(endpoint)).Select(endpoint =>
                $"The endpoint '{endpoint.DisplayName}' says nothing of who may reach it. Add RequirePermission, RequireService or OpenTo."),
        ];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool KnowsCallers(Endpoint endpoint) => endpoint.Metadata.GetMetadata<Demand>() is not null;

    private static bool IsStated(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Openness>() is not null || endpoint.Metadata.GetOrderedMetadata<Demand>().Any(demand => demand.IsStatement);
}
