using System.Globalization;
using MassTransit;

namespace PmsPlatform.ServiceDefaults.Bus;

/// <summary>What holds for the whole bus: where the broker is, names, JSON, repetition.</summary>
internal static class BrokerRules
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    // About ten minutes in all: a database that is restarted or fails over is back by then. The broker itself gives a consumer thirty.
    private const int Repetitions = 45;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseStep = TimeSpan.FromMilliseconds(400);

    // Messages are batches of up to 200 items: enough to keep a consumer busy, few enough to spread over replicas.
    private const ushort Prefetch = 32;

    public static void Apply(IRabbitMqBusFactoryConfigurator broker, string? connectionString, string connectionName, string application)
    {
        var address = BrokerAddress.Parse(connectionString, connectionName);
        broker.Host(address.Host, address.Port, address.VirtualHost, application, host =>
        {
            host.Username(address.UserName);
            host.Password(address.Password);
            host.Heartbeat(Heartbeat);
            host.PublisherConfirmation = true;
            if (address.IsEncrypted)
                host.UseSsl(ssl => ssl.ServerName = address.Host);
        });

        broker.PrefetchCount = Prefetch;
        broker.MessageTopology.SetEntityNameFormatter(new EventNames(broker.MessageTopology.EntityNameFormatter));
        broker.ConfigureJsonSerializerOptions(ContractJsonConverter.Apply);
        broker.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(TransientFaults.Is);
            retry.Exponential(Repetitions, FirstPause, LongestPause, PauseStep);
        });
    }
}

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

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}{(VirtualHost is "/" ? "" : "/" + VirtualHost)}");
}
