using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry.Metrics;
using PmsPlatform.ServiceDefaults.Schema;

namespace PmsPlatform.ServiceDefaults;

/// <summary>PostgreSQL for a service: its data source and its schema.</summary>
public static class Database
{
    /// <summary>
    /// Adds an <see cref="NpgsqlDataSource"/> (singleton) and an <see cref="NpgsqlConnection"/> (transient) with a health check named
    /// <c>PostgreSql</c>, traces and metrics.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">Name of the connection string: <c>ConnectionStrings:{name}</c>.</param>
    /// <param name="configureSettings">Changes what was read from <c>Aspire:Npgsql</c>, <c>Aspire:Npgsql:{name}</c> and the connection string.</param>
    /// <param name="configureDataSourceBuilder">Changes the data source before it is built.</param>
    /// <remarks>
    /// Where the connection string is silent: a pool of at most <see cref="NpgsqlSettings.MostConnections"/>, keep-alive every 30 s, the application's name, and, after
    /// <see cref="AddSqlMigrations"/>, that schema in front of the search path. Multiplexing stays off: transactions and row-level security need a
    /// session. Automatic preparation stays off: a statement that fails while it is being prepared breaks the next use of its connection (npgsql
    /// issue 6391). Call <see cref="System.Data.Common.DbCommand.PrepareAsync"/> on statements that are asked often: the pooled connection keeps
    /// them, and a second call costs nothing. A missing connection string throws <see cref="InvalidOperationException"/> at the first use.
    /// </remarks>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = NpgsqlSettings.Read(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        var services = builder.Services;
        services.AddSingleton(provider => DataSources.Build(provider, connectionName, settings, configureDataSourceBuilder));
        services.TryAddTransient(provider => provider.GetRequiredService<NpgsqlDataSource>().CreateConnection());

        if (!settings.DisableHealthChecks)
        {
            services.TryAddSingleton<DatabaseHealth>();
            services.AddHealthChecks().AddCheck<DatabaseHealth>("PostgreSql", HealthStatus.Unhealthy, [HealthChecks.ReadyTag], HealthChecks.MostTime);
        }

        if (settings.DisableMetrics)
            services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddView(
                instrument => string.Equals(instrument.Meter.Name, "Npgsql", StringComparison.Ordinal) ? MetricStreamConfiguration.Drop : null));
    }

    /// <summary>
    /// Brings a schema to the state of the numbered scripts embedded in <paramref name="assembly"/> before any other part of the service starts:
    /// no consumer and no endpoint sees an old schema. Needs <see cref="AddNpgsqlDataSource"/>.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="assembly">Holds <c>Migrations/0001_name.sql</c> and so on as embedded resources.</param>
    /// <param name="schema">Made when absent; every script runs with it in front of the search path. Lower-case letters, digits, underscores.</param>
    /// <remarks>
    /// Each script runs in its own transaction under an advisory lock of the schema, so that several replicas may start at once, and is recorded with
    /// its checksum in <c>{schema}.schema_history</c>. The start fails with <see cref="SchemaException"/> when a recorded script was edited, renamed,
    /// is missing, or when a new one has a lower number than a recorded one. Waits up to two minutes for the database to come up.
    /// </remarks>
    public static void AddSqlMigrations(this IHostApplicationBuilder builder, Assembly assembly, string schema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(assembly);

        var plan = SchemaPlan.Read(assembly, schema);
        builder.Services.AddSingleton(plan);
        builder.Services.TryAddSingleton<SchemaState>();
        builder.Services.TryAddSingleton<Migrator>();
        builder.Services.AddHostedService<MigrationHost>();
        builder.Services.AddHealthChecks().AddCheck<SchemaState>("migrations", HealthStatus.Unhealthy, [HealthChecks.ReadyTag]);
    }

    /// <summary>Adds a <see cref="HotelScope"/> (singleton), in which statements for callers run. Needs <see cref="AddNpgsqlDataSource"/>.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="role">The role that the schema's scripts make for callers. The service's own user must be a member of it.</param>
    public static void AddHotelScope(this IHostApplicationBuilder builder, string role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(role);

        builder.Services.AddSingleton(provider => new HotelScope(provider.GetRequiredService<NpgsqlDataSource>(), role));
    }
}
