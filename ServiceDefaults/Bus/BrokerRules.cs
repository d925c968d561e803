using MassTransit;

namespace PmsPlatform.ServiceDefaults.Bus;

/// <summary>What holds for the whole bus: where the broker is, names, JSON, repetition.</summary>
internal static class BrokerRules
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

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
