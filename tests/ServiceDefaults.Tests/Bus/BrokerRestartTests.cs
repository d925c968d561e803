using System.Net;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.LocalServers;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Bus;

public sealed class BrokerRestartTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_broker_loses_nothing_and_everybody_comes_back()
    {
        using var folder = new TemporaryFolder("broker");
        var options = new RabbitMqServerOptions { DataFolder = folder.Sub("data") };
        var broker = await RabbitMqServer.StartAsync(options, Cancel);
        options = options with { Port = broker.Port };
        var amqp = broker.Uri.ToString();

        var inbox = new Inbox();
        await using (await BusHost.StartAsync(amqp, inbox, Cancel))
        {
            // Only to make the queue: what is published next waits in it.
        }

        await using var publisher = await BusHost.StartAsync(amqp, inbox: null, Cancel);
        var bus = publisher.Services.GetRequiredService<IBus>();
        await bus.PublishAllAsync(Enumerable.Range(0, 200).Select(i => new SomethingHappened(i)), Delivery.Required, Cancel);

        await broker.KillAsync();
        await broker.DisposeAsync();
        await Eventually.TrueAsync(async () => await HealthAsync(publisher) is HttpStatusCode.ServiceUnavailable, Soon, "the loss is seen", Cancel);

        // Published into the gap: waits for the broker instead of failing.
        var during = bus.PublishAllAsync(Enumerable.Range(200, 50).Select(i => new SomethingHappened(i)), Delivery.Required, Cancel);
        await using var again = await RabbitMqServer.StartAsync(options, Cancel);
        await during;
        await Eventually.TrueAsync(async () => await HealthAsync(publisher) is HttpStatusCode.OK, Soon, "the publisher is well again", Cancel);

        await using var consumer = await BusHost.StartAsync(amqp, inbox, Cancel);
        await Eventually.TrueAsync(() => inbox.Numbers.Length >= 250, Soon, "everything confirmed before and during arrives", Cancel);
        Assert.Equal(Enumerable.Range(0, 250), inbox.Numbers);

        await again.KillAsync();
        await again.DisposeAsync();
        await using var third = await RabbitMqServer.StartAsync(options, Cancel);
        await bus.PublishAllAsync(Enumerable.Range(250, 50).Select(i => new SomethingHappened(i)), Delivery.Required, Cancel);
        await Eventually.TrueAsync(() => inbox.Numbers.Length >= 300, Soon, "the running consumer has connected again", Cancel);
        await Eventually.TrueAsync(async () => await HealthAsync(consumer) is HttpStatusCode.OK, Soon, "the consumer is well again", Cancel);
    }

    private static async Task<HttpStatusCode> HealthAsync(TestService service)
    {
        using var response = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);
        return response.StatusCode;
    }
}
