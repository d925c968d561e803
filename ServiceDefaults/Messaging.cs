using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using PmsPlatform.ServiceDefaults.Bus;

namespace PmsPlatform.ServiceDefaults;

/// <summary>The platform's bus: MassTransit on RabbitMQ, set up so that nothing that was confirmed or not yet acknowledged is lost.</summary>
public static class Messaging
{
    /// <summary>Longest wait for the broker when the host starts; then the start fails and whoever runs the process tries again.</summary>
    private static readonly TimeSpan MostStartTime = TimeSpan.FromMinutes(2);

    /// <summary>Within the host's 25 seconds: first consumers may finish, then what they hold goes back to its queue.</summary>
    private static readonly TimeSpan MostConsumerTime = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan MostStopTime = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Adds the bus with this service's consumers. Publish with <see cref="IPublishEndpoint"/> or <see cref="IBus"/>, many at once with
    /// <see cref="Publishing.PublishAllAsync{T}"/>. The host waits for the broker before it serves requests.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">Name of the connection string: <c>amqp://user:password@host:port/virtual-host</c>, or amqps.</param>
    /// <param name="consumers">Adds consumers; each one's definition names its queue (<c>EndpointName</c>). Null for a service that only publishes.</param>
    /// <remarks>
    /// Exchanges are named by <see cref="PmsPlatform.Contracts.Common.EventNameAttribute"/>, bodies are the contracts' own JSON inside MassTransit's
    /// envelope. Queues are quorum queues, messages persistent, publishing waits for the broker's confirmation. A consumer's transient faults
    /// (<see cref="TransientFaults"/>) are repeated for about ten minutes, then, like any other fault at once, the message goes to
    /// <c>{queue}_error</c>. A message that has ended its process twenty times goes to <c>{queue}_dead</c>. Health checks: <c>messaging</c>
    /// (the bus and its consumers) and <c>broker</c> (a connection of its own).
    /// </remarks>
    public static void AddPmsMessaging(
        this IHostApplicationBuilder builder, string connectionName, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var application = builder.Environment.ApplicationName;
        builder.Services.AddMassTransit(bus =>
        {
            // It would report to the vendor of the library.
            bus.DisableUsageTelemetry();
            bus.AddConfigureEndpointsCallback(static (_, name, endpoint) => QueueRules.Apply(name, endpoint));
            bus.ConfigureHealthCheckOptions(options =>
            {
                options.Name = "messaging";
                options.MinimalFailureStatus = HealthStatus.Unhealthy;
                options.Tags.Add(HealthChecks.ReadyTag);
            });
            consumers?.Invoke(bus);
            bus.UsingRabbitMq((context, broker) =>
            {
                BrokerRules.Apply(broker, context.GetRequiredService<IConfiguration>().GetConnectionString(connectionName), connectionName, application);
                broker.ConfigureEndpoints(context);
            });
        });

        builder.Services.AddSingleton(services => new BrokerHealth(() => BrokerAddress
            .Parse(services.GetRequiredService<IConfiguration>().GetConnectionString(connectionName), connectionName)
            .Factory($"{application} health")));
        builder.Services.AddHealthChecks().AddCheck<BrokerHealth>("broker", HealthStatus.Unhealthy, [HealthChecks.ReadyTag], HealthChecks.MostTime);
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = true;
            options.StartTimeout = MostStartTime;
            options.StopTimeout = MostStopTime;
            options.ConsumerStopTimeout = MostConsumerTime;
        });
    }
}
