using Microsoft.Extensions.Configuration;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Settings of a data source, read from <c>Aspire:Npgsql</c>, then <c>Aspire:Npgsql:{name}</c>, then <c>ConnectionStrings:{name}</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>Npgsql's connection string. Holds a password: never log it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Most sessions at once where the connection string does not say. Default 20: two cores are busy with far fewer.</summary>
    public int MostConnections { get; set; } = 20;

    /// <summary>No health check. Default false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>No spans for commands. Default false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>No metrics of the driver, for the whole process. Default false.</summary>
    public bool DisableMetrics { get; set; }

    internal static NpgsqlSettings Read(IConfiguration configuration, string connectionName)
    {
        var settings = new NpgsqlSettings();
        var section = configuration.GetSection("Aspire:Npgsql");
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        if (configuration.GetConnectionString(connectionName) is { Length: > 0 } connectionString)
            settings.ConnectionString = connectionString;
        return settings;
    }
}
