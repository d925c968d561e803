using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.TestKit;
using RabbitMQ.Client;

namespace PmsPlatform.ServiceDefaults.Tests.Bus;

public sealed class MessagingTests(SharedServers servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exchanges_are_named_by_the_contract_and_all_queues_are_quorum_queues()
    {
        var amqp = await servers.FreshVirtualHostAsync(Cancel);
        var inbox = new Inbox { Fault = _ => new InvalidOperationException("never") };
        await using var service = await BusHost.StartAsync(amqp, inbox, Cancel);
        await service.Services.GetRequiredService<IBus>().PublishAllAsync([new SomethingHappened(1)], Delivery.Required, Cancel);
        string[] queueNames = ["test.bookings", "test.bookings_dead", "test.something", "test.something_dead", "test.something_error"];

        // The broker's management interface answers from a cache that is some seconds old.
        IReadOnlyList<JsonElement> queues = [];
        await Eventually.TrueAsync(
            async () => (queues = await servers.BrokerAsync(amqp, "queues", Cancel)).Select(Name).Order(StringComparer.Ordinal).SequenceEqual(queueNames),
            Soon, "the expected queues and no others exist", Cancel);
        await Eventually.TrueAsync(
            async () => (await servers.BrokerAsync(amqp, "exchanges", Cancel)).Select(Name)
                .Where(name => name.StartsWith("pms.", StringComparison.Ordinal) || name.StartsWith("test.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .SequenceEqual(["pms.bookings.changed", "pms.test.happened", .. queueNames]),
            Soon, "the expected exchanges and no others exist", Cancel);

        Assert.All(queues, queue => Assert.Equal("quorum", queue.GetProperty("type").GetString()));
        Assert.All(queues, queue => Assert.True(queue.GetProperty("durable").GetBoolean()));
    }

    [Fact]
    public async Task An_event_travels_as_the_contracts_own_JSON_and_persistent()
    {
        var amqp = await servers.FreshVirtualHostAsync(Cancel);
        await using (await BusHost.StartAsync(amqp, new Inbox(), Cancel))
        {
            // Only to make the queue; nobody takes from it afterwards.
        }

        var sent = SampleEvents.Bookings(2);
        await using var publisher = await BusHost.StartAsync(amqp, inbox: null, Cancel);
        await publisher.Services.GetRequiredService<IBus>().PublishAllAsync([sent], Delivery.Required, Cancel);

        await using var connection = await BusHost.ConnectAsync(amqp, Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        var message = await channel.BasicGetAsync("test.bookings", autoAck: true, Cancel);
        Assert.NotNull(message);
        using var envelope = JsonDocument.Parse(message.Body);

        // The bus escapes fewer characters than the contracts would; everything else is theirs to the letter.
        var contracts = new ContractsJson(new JsonSerializerOptions(ContractsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Equal(JsonSerializer.Serialize(sent, contracts.BookingsChanged), envelope.RootElement.GetProperty("message").GetRawText());
        Assert.True(message.BasicProperties.Persistent);
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_sent()
    {
        var inbox = new Inbox();
        await using var service = await BusHost.StartAsync(await servers.FreshVirtualHostAsync(Cancel), inbox, Cancel);
        var sent = SampleEvents.Bookings(EventContext.MostItems);
        await service.Services.GetRequiredService<IBus>().PublishAllAsync([sent], Delivery.Required, Cancel);
        await Eventually.TrueAsync(() => !inbox.Messages.IsEmpty, Soon, "the event arrives", Cancel);

        var got = Assert.IsType<BookingsChanged>(Assert.Single(inbox.Messages));
        Assert.Equal(
            JsonSerializer.Serialize(sent, ContractsJson.Default.BookingsChanged), JsonSerializer.Serialize(got, ContractsJson.Default.BookingsChanged));
    }

    [Fact]
    public async Task Required_events_without_a_queue_are_an_error_and_optional_ones_are_not()
    {
        await using var service = await BusHost.StartAsync(await servers.FreshVirtualHostAsync(Cancel), inbox: null, Cancel);
        var bus = service.Services.GetRequiredService<IBus>();

        await bus.PublishAllAsync([new SomethingHappened(1)], Delivery.Optional, Cancel);
        var exception = await Assert.ThrowsAsync<UndeliverableException>(() => bus.PublishAllAsync([new SomethingHappened(1)], Delivery.Required, Cancel));
        Assert.Contains(nameof(SomethingHappened), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_many_events_are_confirmed_and_arrive()
    {
        var inbox = new Inbox();
        await using var service = await BusHost.StartAsync(await servers.FreshVirtualHostAsync(Cancel), inbox, Cancel);
        var events = Enumerable.Range(0, 2_000).Select(i => new SomethingHappened(i));
        await service.Services.GetRequiredService<IBus>().PublishAllAsync(events, Delivery.Required, Cancel);

        await Eventually.TrueAsync(() => inbox.Messages.Count >= 2_000, Soon, "all events arrive", Cancel);
        Assert.Equal(Enumerable.Range(0, 2_000), inbox.Numbers);
    }

    [Fact]
    public async Task A_transient_fault_is_repeated_and_another_goes_to_the_error_queue_at_once()
    {
        var amqp = await servers.FreshVirtualHostAsync(Cancel);
        var transient = 3;
        var inbox = new Inbox
        {
            Fault = message => message is SomethingHappened { Number: 1 }
                ? new InvalidOperationException("a bug")
                : Interlocked.Decrement(ref transient) >= 0 ? new Npgsql.NpgsqlException("gone", new IOException()) : null,
        };
        await using var service = await BusHost.StartAsync(amqp, inbox, Cancel);
        await service.Services.GetRequiredService<IBus>().PublishAllAsync([new SomethingHappened(1), new SomethingHappened(2)], Delivery.Required, Cancel);

        await Eventually.TrueAsync(() => inbox.Messages.Count == 1, Soon, "the second event is taken in the end", Cancel);
        Assert.Equal([2], inbox.Numbers);
        Assert.Equal(5, inbox.Tries);

        await using var connection = await BusHost.ConnectAsync(amqp, Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await Eventually.TrueAsync(
            async () => await channel.BasicGetAsync("test.something_error", autoAck: true, Cancel) is not null,
            Soon, "the first event is in the error queue", Cancel);
    }

    [Fact]
    public async Task A_message_that_ends_its_consumer_again_and_again_is_set_aside_not_dropped()
    {
        var amqp = await servers.FreshVirtualHostAsync(Cancel);
        await using (await BusHost.StartAsync(amqp, new Inbox(), Cancel))
        {
            // Only to make the queue.
        }

        await using var connection = await BusHost.ConnectAsync(amqp, Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await channel.BasicPublishAsync("", "test.something", "poison"u8.ToArray(), Cancel);
        BasicGetResult? aside = null;
        await Eventually.TrueAsync(async () =>
        {
            if (await channel.BasicGetAsync("test.something", autoAck: false, Cancel) is { } message)
                await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true, Cancel);
            return (aside = await channel.BasicGetAsync("test.something_dead", autoAck: true, Cancel)) is not null;
        }, Soon, "the message is set aside", Cancel);

        Assert.Equal("poison"u8.ToArray(), aside!.Body.ToArray());
    }

    [Fact]
    public async Task A_consumer_cut_off_when_its_host_stops_gives_its_message_back()
    {
        var amqp = await servers.FreshVirtualHostAsync(Cancel);
        var begun = new TaskCompletionSource();
        var stuck = new Inbox
        {
            Work = async token =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
        };
        await using (var first = await BusHost.StartAsync(amqp, stuck, Cancel, consumerTime: TimeSpan.FromMilliseconds(200)))
        {
            await first.Services.GetRequiredService<IBus>().PublishAllAsync([new SomethingHappened(7)], Delivery.Required, Cancel);
            await begun.Task.WaitAsync(Soon, Cancel);
        }

        var next = new Inbox();
        await using var second = await BusHost.StartAsync(amqp, next, Cancel);
        await Eventually.TrueAsync(() => next.Numbers.Length == 1, Soon, "the message is handled by the next one", Cancel);
        Assert.Equal([7], next.Numbers);
    }

    [Fact]
    public async Task The_bus_is_part_of_the_services_health()
    {
        await using var service = await BusHost.StartAsync(await servers.FreshVirtualHostAsync(Cancel), new Inbox(), Cancel);
        using var health = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Contains("\"messaging\":{\"status\":\"Healthy\"", await health.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Host=h;Password=hunter2")]
    public async Task A_missing_or_wrong_address_is_told_at_start_without_its_password(string? amqp)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => BusHost.StartAsync(amqp!, inbox: null, Cancel));
        Assert.Contains("ConnectionStrings:messaging", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    private static string Name(JsonElement element) => element.GetProperty("name").GetString()!;
}
