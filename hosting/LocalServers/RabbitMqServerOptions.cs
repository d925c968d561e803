namespace PmsPlatform.LocalServers;

/// <summary>How a local RabbitMQ broker is run.</summary>
public sealed record RabbitMqServerOptions
{
    /// <summary>Folder that belongs to this broker alone; created when absent, kept when the broker stops.</summary>
    public required string DataFolder { get; init; }

    /// <summary>AMQP port on 127.0.0.1; a free one when null (the default).</summary>
    public int? Port { get; init; }

    /// <summary>Port of the management UI and HTTP API on 127.0.0.1; a free one when null (the default). Used only with <see cref="Management"/>.</summary>
    public int? ManagementPort { get; init; }

    /// <summary>Whether the management plugin runs. Default false: the broker starts faster and smaller without it.</summary>
    public bool Management { get; init; }

    /// <summary>Administrator's name; fixed when the data folder is created. Default "guest".</summary>
    public string UserName { get; init; } = "guest";

    /// <summary>Administrator's password; fixed when the data folder is created. Default "guest".</summary>
    public string Password { get; init; } = "guest";

    /// <summary>How long the broker may take until it answers. Default 150 s: a busy machine takes long, and a server that ended is told at once.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How long the broker may take to stop before it is killed. Default 8 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Called with each line the broker writes, from a pool thread. Default: lines go only to server.log in the data folder.</summary>
    public Action<string>? Output { get; init; }
}
