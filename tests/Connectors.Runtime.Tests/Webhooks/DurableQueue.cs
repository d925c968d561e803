using System.Text.Json;
using RabbitMQ.Client;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

/// <summary>A queue of bookings that outlives the broker's restart.</summary>
internal sealed class DurableQueue : IAsyncDisposable
{
    private const string Exchange = "pms.bookings.changed";
    private const string Queue = "durable-sink";

    private readonly IConnection _connection;

    private DurableQueue(IConnection connection) => _connection = connection;

    public static async Task<DurableQueue> BindAsync(string amqp, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(amqp), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(Queue, Exchange, "", cancellationToken: cancellationToken);
        return new DurableQueue(connection);
    }

    /// <summary>External ids of the bookings in it.</summary>
    public static async Task<IReadOnlyList<string>> DrainAsync(string amqp, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(amqp) }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var ids = new List<string>();
        while (await channel.BasicGetAsync(Queue, autoAck: true, cancellationToken) is { } message)
        {
            using var envelope = JsonDocument.Parse(message.Body);
            ids.AddRange(envelope.RootElement.GetProperty("message").GetProperty("items").EnumerateArray().Select(item => item.GetProperty("value").GetProperty("externalId").GetString()!));
        }

        return ids;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
