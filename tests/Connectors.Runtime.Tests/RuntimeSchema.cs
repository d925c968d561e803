using Npgsql;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests;

/// <summary>Fresh databases with the runtime's real scripts.</summary>
internal static class RuntimeSchema
{
    public static async Task<NpgsqlDataSource> CreateAsync(SharedServers servers, CancellationToken cancellationToken) =>
        NpgsqlDataSource.Create(await servers.ConnectorsDatabaseAsync("script", cancellationToken) + ";Search Path=script");

    /// <summary>Connection string of a database as a connector finds it that does not start for the first time.</summary>
    public static Task<string> ConnectorsDatabaseAsync(this SharedServers servers, string vendor, CancellationToken cancellationToken) =>
        servers.MigratedDatabaseAsync(vendor, "connectors", builder => builder.AddConnectorsDatabase(vendor), cancellationToken);

    public static HotelScope ScopeOf(NpgsqlDataSource database) => new(database, ConnectorHost.CallerRole);
}
