using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PmsPlatform.Conformance.Suite;

/// <summary>Everything a connector publishes, heard on the broker without any of the platform's own messaging code.</summary>
internal sealed class Heard : IAsyncDisposable
{
    public const string Bookings = "pms.bookings.changed";
    public const string Guests = "pms.guests.changed";
    public const string Rooms = "pms.rooms.changed";
    public const string RecordsRemoved = "pms.records.removed";
    public const string Availability = "pms.availability.changed";
    public const string Maintenance = "pms.maintenance.changed";
    public const string HousekeepingTasks = "pms.housekeeping-tasks.changed";
    public const string Completed = "pms.sync.completed";
    public const string Failed = "pms.sync.failed";
    public const string Quarantined = "pms.record.quarantined";
    public const string ConnectionChanged = "pms.connection.changed";

    public const string Settled = "pms.writeback.settled";
    public const string Alerts = "pms.alert.raised";

    private static readonly string[] Exchanges = [Bookings, Guests, Rooms, Availability, Maintenance, HousekeepingTasks, RecordsRemoved, Completed, Failed, Quarantined, ConnectionChanged, Settled, Alerts];

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentQueue<(string Exchange, JsonElement Message)> _events = new();

    private Heard(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    public static async Task<Heard> ListenAsync(string amqp, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(amqp) }.CreateConnectionAsync(cancellationToken);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var heard = new Heard(connection, channel);
        await channel.QueueDeclareAsync("conformance", durable: false, exclusive: true, cancellationToken: cancellationToken);
        foreach (var exchange in Exchanges)
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync("conformance", exchange, "", cancellationToken: cancellationToken);
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using var envelope = JsonDocument.Parse(delivery.Body);
            heard._events.Enqueue((delivery.Exchange, envelope.RootElement.GetProperty("message").Clone()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("conformance", autoAck: true, consumer, cancellationToken);
        return heard;
    }

    /// <summary>Messages of one exchange so far.</summary>
    public IReadOnlyList<JsonElement> Of(string exchange) =>
        [.. _events.Where(each => string.Equals(each.Exchange, exchange, StringComparison.Ordinal)).Select(each => each.Message)];

    /// <summary>Records in the order they travelled, repetitions included.</summary>
    public IReadOnlyList<JsonElement> Values(string exchange) =>
        [.. Of(exchange).SelectMany(message => message.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("value"))];

    /// <summary>Ids in the order they travelled, repetitions included.</summary>
    public IReadOnlyList<string> Ids(string exchange) => [.. Values(exchange).Select(SandboxHotel.IdOf)];

    /// <summary>Ids with the fingerprints of their contents, in the order they travelled, repetitions included.</summary>
    public IReadOnlyList<(string Id, string ContentHash)> Versions(string exchange) =>
    [
        .. Of(exchange).SelectMany(message => message.GetProperty("items").EnumerateArray())
            .Select(item => (SandboxHotel.IdOf(item.GetProperty("value")), item.GetProperty("version").GetProperty("contentHash").GetString()!)),
    ];

    /// <summary>Ids of removed records in the order they travelled, repetitions included.</summary>
    public IReadOnlyList<string> Removed() =>
        [.. Of(RecordsRemoved).SelectMany(message => message.GetProperty("items").EnumerateArray()).Select(SandboxHotel.IdOf)];

    /// <summary>Forgets what was heard, to see what comes next.</summary>
    public void Forget() => _events.Clear();

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
