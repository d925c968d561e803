namespace PmsPlatform.LocalServers;

/// <summary>How a local PostgreSQL server is run.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>Folder that belongs to this server alone; created when absent, kept when the server stops.</summary>
    public required string DataFolder { get; init; }

    /// <summary>TCP port on 127.0.0.1; a free one when null (the default).</summary>
    public int? Port { get; init; }

    /// <summary>The superuser's name; fixed when the data folder is created. Default "postgres".</summary>
    public string UserName { get; init; } = "postgres";

    /// <summary>The superuser's password; fixed when the data folder is created. Default "postgres".</summary>
    public string Password { get; init; } = "postgres";

    /// <summary>False turns fsync, full page writes and autovacuum off, as for a server of tests: faster, and what was committed survives a killed server, not a power cut. Default true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long the server may take until it answers. Default 150 s: a busy machine takes long, and a server that ended is told at once.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How long the server may take to stop before it is killed. Default 8 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Called with each line the server writes, from a pool thread. Default: lines go only to server.log in the data folder.</summary>
    public Action<string>? Output { get; init; }
}
