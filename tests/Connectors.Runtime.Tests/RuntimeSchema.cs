using Npgsql;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests;

/// <summary>A fresh database with the runtime's real scripts.</summary>
internal static class RuntimeSchema
{
    public static async Task<NpgsqlDataSource> CreateAsync(SharedServers servers, CancellationToken cancellationToken)
    {
        var database = NpgsqlDataSource.Create(await servers.FreshDatabaseAsync(cancellationToken));
        var assembly = typeof(ConnectorHost).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await using var command = database.CreateCommand(await script.ReadToEndAsync(cancellationToken));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return database;
    }

    public static HotelScope ScopeOf(NpgsqlDataSource database) => new(database, ConnectorHost.CallerRole);
}
