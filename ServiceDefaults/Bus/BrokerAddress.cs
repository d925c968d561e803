using System.Globalization;
using RabbitMQ.Client;

namespace PmsPlatform.ServiceDefaults.Bus;

/// <summary>The parts of an AMQP address, decoded.</summary>
internal sealed record BrokerAddress(string Host, ushort Port, string VirtualHost, string UserName, string Password, bool IsEncrypted)
{
    private const ushort PlainPort = 5672;
    private const ushort EncryptedPort = 5671;

    public static BrokerAddress Parse(string? connectionString, string connectionName)
    {
        // The text itself stays out of the message: it holds a password.
        if (!Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
        {
            throw new StartupConfigurationException(
                $"ConnectionStrings:{connectionName} is missing or no AMQP address. Set it to amqp://user:password@host:port/virtual-host.");
        }

        var isEncrypted = uri.Scheme is "amqps";
        var credentials = uri.UserInfo.Split(':', 2);
        var path = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        return new BrokerAddress(
            uri.Host,
            uri.Port > 0 ? ushort.CreateChecked(uri.Port) : isEncrypted ? EncryptedPort : PlainPort,
            path.Length > 0 ? path : "/",
            credentials[0].Length > 0 ? Uri.UnescapeDataString(credentials[0]) : "guest",
            credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : "guest",
            isEncrypted);
    }

    /// <summary>For the plain client; never repairs a connection by itself.</summary>
    public ConnectionFactory Factory(string name) => new()
    {
        HostName = Host,
        Port = Port,
        VirtualHost = VirtualHost,
        UserName = UserName,
        Password = Password,
        ClientProvidedName = name,
        AutomaticRecoveryEnabled = false,
        RequestedHeartbeat = BrokerRules.Heartbeat,
        RequestedConnectionTimeout = HealthChecks.MostTime,
        Ssl = new SslOption(Host, enabled: IsEncrypted),
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}{(VirtualHost is "/" ? "" : "/" + VirtualHost)}");
}
