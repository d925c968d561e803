using System.Globalization;

namespace PmsPlatform.AppHost;

/// <summary>What every connector service is wired to.</summary>
internal sealed record ConnectorParts(
    IResourceBuilder<PostgresDatabaseResource> Database,
    IResourceBuilder<RabbitMQServerResource> Messaging,
    IResourceBuilder<ProjectResource> Sandbox,
    IResourceBuilder<ProjectResource> Ledger,
    IResourceBuilder<ProjectResource> Connections,
    IReadOnlyList<IResourceBuilder<ProjectResource>> Stores,
    IResourceBuilder<ParameterResource> InternalKey,
    IResourceBuilder<ParameterResource> DataKey,
    IResourceBuilder<ParameterResource> MasterKey);

internal static class ConnectorExtensions
{
    private const string Connections = "Pms:Connections";

    /// <summary>
    /// Adds the connector service of a vendor: resource connector-SLUG. Empty when the vendors are limited to others, by
    /// <c>--vendors mews,hostaway</c> or configuration key <c>Pms:Vendors</c>. <c>Pms:Replicas:SLUG</c> says how many processes share its connections.
    /// </summary>
    public static IEnumerable<IResourceBuilder<ProjectResource>> AddConnector<TProject>(
        this IDistributedApplicationBuilder builder, string slug, ConnectorParts parts)
        where TProject : IProjectMetadata, new()
    {
        if (!IsWanted(builder, slug))
        {
            return [];
        }

        IResourceBuilder<ProjectResource> connector = builder.AddProject<TProject>("connector-" + slug)
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health")
            .WithReference(parts.Database).WaitFor(parts.Database)
            .WithReference(parts.Messaging).WaitFor(parts.Messaging)
            .WithReference(parts.Ledger)
            .WaitFor(parts.Sandbox)
            .WithReference(parts.Connections).WaitFor(parts.Connections)
            .WithInternalKey(parts.InternalKey)
            .WithDataKey(parts.DataKey)
            .WithMasterKey(parts.MasterKey)
            .WithEnvironment("Connections__TrustedEndpoints__0", parts.Sandbox.GetEndpoint("http"))
            .WithPlatformSettings("Hotels", "Schedules", "Reads", "Availability", "Reconcile", "Verification", "Retention", "Ai", "Inbox", "WriteBacks", "Silence");

        // Before the stores have made their queues there is nowhere to keep what is read.
        foreach (var store in parts.Stores)
        {
            connector.WaitFor(store);
        }

        if (int.TryParse(builder.Configuration["Pms:Replicas:" + slug], NumberStyles.None, CultureInfo.InvariantCulture, out int replicas))
        {
            connector.WithReplicas(replicas);
        }

        return [WithConnectionsOf(connector, slug, parts.Sandbox)];
    }

    private static bool IsWanted(IDistributedApplicationBuilder builder, string slug)
    {
        string? wanted = builder.Configuration["vendors"] ?? builder.Configuration["Pms:Vendors"];
        return string.IsNullOrWhiteSpace(wanted)
            || wanted.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Contains(slug, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A connector is given its own vendor's connections and credentials, nobody else's. One without an endpoint talks to the sandbox.</summary>
    private static IResourceBuilder<ProjectResource> WithConnectionsOf(
        IResourceBuilder<ProjectResource> connector, string slug, IResourceBuilder<ProjectResource> sandbox)
    {
        foreach (var connection in connector.ApplicationBuilder.Configuration.GetSection(Connections).GetChildren())
        {
            if (!string.Equals(connection["Vendor"], slug, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            connector.WithPlatformSettings($"Connections:{connection.Key}");
            if (string.IsNullOrEmpty(connection["Endpoint"]))
            {
                EndpointReference simulated = sandbox.GetEndpoint("http");
                connector.WithEnvironment($"Pms__Connections__{connection.Key}__Endpoint", $"{simulated}/{slug}");
            }
        }

        return connector;
    }
}
