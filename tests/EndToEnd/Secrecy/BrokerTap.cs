using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.LocalServers;
using RabbitMQ.Client;

namespace PmsPlatform.EndToEnd.Secrecy;

/// <summary>A queue of its own behind every exchange of events and of faults: everything that is published while it is open, and what lies in the error queues.</summary>
internal sealed class BrokerTap : IAsyncDisposable
{
    private const string Faults = "MassTransit:Fault";
    private const string Errors = "_error";

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly HttpClient _management;
    private readonly string _queue;

    private BrokerTap(IConnection connection, IChannel channel, HttpClient management, string queue)
    {
        _connection = connection;
        _channel = channel;
        _management = management;
        _queue = queue;
    }

    public static async Task<BrokerTap> OpenAsync(RabbitMqServer broker, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(cancellationToken);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var management = Management(broker);
        var queue = await channel.QueueDeclareAsync(cancellationToken: cancellationToken);
        var tap = new BrokerTap(connection, channel, management, queue.QueueName);

        // An event that nobody has published yet has no exchange: made as its publisher makes it.
        foreach (var name in EventNames())
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        var faults = (await tap.NamesAsync("exchanges", cancellationToken)).Where(name => name.StartsWith(Faults, StringComparison.Ordinal));
        foreach (var name in EventNames().Concat(faults))
            await channel.QueueBindAsync(tap._queue, name, routingKey: "", cancellationToken: cancellationToken);
        return tap;
    }

    /// <summary>Header by header and with its body, every message that came, and every one in an error queue, which stays there.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(CancellationToken cancellationToken)
    {
        var messages = await ReadAsync(_channel, _queue, autoAck: true, cancellationToken);

        // What is taken and not acknowledged goes back when its channel closes.
        await using var looking = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in (await NamesAsync("queues", cancellationToken)).Where(name => name.EndsWith(Errors, StringComparison.Ordinal)))
            messages.AddRange(await ReadAsync(looking, queue, autoAck: false, cancellationToken));
        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        _management.Dispose();
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<List<byte[]>> ReadAsync(IChannel channel, string queue, bool autoAck, CancellationToken cancellationToken)
    {
        List<byte[]> messages = [];
        while (await channel.BasicGetAsync(queue, autoAck, cancellationToken) is { } message)
        {
            var head = new StringBuilder(message.Exchange).Append('\n');
            foreach (var (name, value) in message.BasicProperties.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal))
                head.Append(CultureInfo.InvariantCulture, $"{name}: {(value is byte[] text ? Encoding.UTF8.GetString(text) : value)}\n");
            messages.Add([.. Encoding.UTF8.GetBytes(head.ToString()), .. message.Body.Span]);
        }

        return messages;
    }

    private static IEnumerable<string> EventNames() => typeof(BookingsChanged).Assembly.GetTypes()
        .Select(type => Attribute.GetCustomAttribute(type, typeof(EventNameAttribute)) as EventNameAttribute).OfType<EventNameAttribute>().Select(named => named.Name);

    private async Task<IReadOnlyList<string>> NamesAsync(string what, CancellationToken cancellationToken) =>
        [.. (await _management.GetFromJsonAsync<JsonElement>($"api/{what}/%2F", cancellationToken)).EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];

    private static HttpClient Management(RabbitMqServer broker)
    {
        var management = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{broker.ManagementPort}/")) };
        management.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(broker.Uri.UserInfo))));
        return management;
    }
}
