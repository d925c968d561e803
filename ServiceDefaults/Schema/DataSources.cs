using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PmsPlatform.ServiceDefaults.Schema;

/// <summary>Builds a data source; what the connection string says stays as it says.</summary>
internal static class DataSources
{
    private const int KeepAliveSeconds = 30;

    public static NpgsqlDataSource Build(
        IServiceProvider services, string connectionName, NpgsqlSettings settings, Action<NpgsqlDataSourceBuilder>? configure)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"There is no connection string. Set ConnectionStrings:{connectionName} or Aspire:Npgsql:{connectionName}:ConnectionString.");
        }

        // The name stands in spans and metrics where the connection string would.
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = connectionName };
        builder.UseLoggerFactory(services.GetService<ILoggerFactory>());
        var text = builder.ConnectionStringBuilder;
        var given = text.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);

        if (!given.Contains("Maximum Pool Size"))
            text.MaxPoolSize = Math.Max(settings.MostConnections, text.MinPoolSize);
        if (!given.Contains("Keepalive"))
            text.KeepAlive = KeepAliveSeconds;
        if (!given.Contains("Application Name"))
            text.ApplicationName = services.GetRequiredService<IHostEnvironment>().ApplicationName;
        if (!given.Contains("Search Path") && services.GetService<SchemaPlan>() is { } plan)
            text.SearchPath = plan.SearchPath;
        text.Multiplexing = false;

        if (settings.DisableTracing)
            builder.ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => false).ConfigureBatchFilter(_ => false));

        configure?.Invoke(builder);
        return builder.Build();
    }
}
