using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>A queue that hears everything connectors publish, read without any of the platform's own messaging code.</summary>
internal sealed class EventSink : IAsyncDisposable
{
    private static readonly string[] Exchanges =
    [
        "pms.bookings.changed", "pms.guests.changed", "pms.rooms.changed", "pms.records.removed", "pms.sync.started", "pms.sync.progressed", "pms.sync.completed", "pms.sync.failed",
        "pms.record.quarantined", "pms.alert.raised", "pms.connection.changed", "pms.writeback.settled",
    ];

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentQueue<(string Exchange, JsonElement Message)> _events = new();

    private EventSink(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    public static async Task<EventSink> ListenAsync(string amqp, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(amqp) }.CreateConnectionAsync(cancellationToken);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var sink = new EventSink(connection, channel);
        await channel.QueueDeclareAsync("sink", durable: false, exclusive: true, cancellationToken: cancellationToken);
        foreach (var exchange in Exchanges)
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync("sink", exchange, "", cancellationToken: cancellationToken);
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using var envelope = JsonDocument.Parse(delivery.Body);
            sink._events.Enqueue((delivery.Exchange, envelope.RootElement.GetProperty("message").Clone()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("sink", autoAck: true, consumer, cancellationToken);
        return sink;
    }

    /// <summary>Messages of one exchange so far.</summary>
    public IReadOnlyList<JsonElement> Of(string exchange) =>
        [.. _events.Where(heard => string.Equals(heard.Exchange, exchange, StringComparison.Ordinal)).Select(heard => heard.Message)];

    /// <summary>External ids in the items of one exchange's messages, in order, repetitions included.</summary>
    public IReadOnlyList<string> Ids(string exchange) =>
        [.. Of(exchange).SelectMany(message => message.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("value").GetProperty("externalId").GetString()!)];

    /// <summary>External ids of the removals so far, in order, repetitions included.</summary>
    public IReadOnlyList<string> Removed() =>
        [.. Of("pms.records.removed").SelectMany(message => message.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("externalId").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
