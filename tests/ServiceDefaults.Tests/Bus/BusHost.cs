using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace PmsPlatform.ServiceDefaults.Tests.Bus;

/// <summary>A service with both test consumers on a given broker, or with none.</summary>
internal static class BusHost
{
    public static Task<TestService> StartAsync(string amqp, Inbox? inbox, CancellationToken cancellationToken, TimeSpan? consumerTime = null) =>
        TestService.StartAsync(
            builder =>
            {
                if (inbox is not null)
                    builder.Services.AddSingleton(inbox);
                builder.AddPmsMessaging("messaging", bus =>
                {
                    if (inbox is null)
                        return;
                    bus.AddConsumer<TakeSomething, TakeSomethingDefinition>();
                    bus.AddConsumer<TakeBookings, TakeBookingsDefinition>();
                });
                if (consumerTime is { } time)
                    builder.Services.Configure<MassTransitHostOptions>(options => options.ConsumerStopTimeout = time);
            },
            settings: [new("ConnectionStrings:messaging", amqp)],
            cancellationToken: cancellationToken);

    /// <summary>A plain client, to see the broker without MassTransit.</summary>
    public static Task<IConnection> ConnectAsync(string amqp, CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = new Uri(amqp) }.CreateConnectionAsync(cancellationToken);
}
