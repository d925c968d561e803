using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting.Testing;

public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client for one of the resource's HTTP endpoints; the caller disposes it.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <summary>Address of an endpoint; without a name https, else http, else the only one.</summary>
    /// <exception cref="ArgumentException">There is no such resource or endpoint.</exception>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        IResource resource = Find(app, resourceName);
        EndpointFact[] endpoints = [.. resource.Annotations.OfType<EndpointFact>()];
        EndpointFact? endpoint = endpointName is null
            ? endpoints.FirstOrDefault(candidate => candidate.Name == "https") ?? endpoints.FirstOrDefault(candidate => candidate.Name == "http")
                ?? (endpoints.Length == 1 ? endpoints[0] : null)
            : endpoints.FirstOrDefault(candidate => string.Equals(candidate.Name, endpointName, StringComparison.OrdinalIgnoreCase));
        return endpoint is null || resource is not IResourceWithEndpoints owner
            ? throw new ArgumentException($"Resource '{resourceName}' has no endpoint '{endpointName ?? "https or http"}'.", nameof(endpointName))
            : new Uri(new EndpointReference(owner, endpoint.Name).Url);
    }

    /// <exception cref="ArgumentException">There is no such resource, or it has no connection string.</exception>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Find(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"Resource '{resourceName}' has no connection string.", nameof(resourceName));

    private static IResource Find(DistributedApplication app, string resourceName)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        return app.Services.GetRequiredService<IResourceCollection>()
                .FirstOrDefault(resource => string.Equals(resource.Name, resourceName, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no resource '{resourceName}'.", nameof(resourceName));
    }
}
