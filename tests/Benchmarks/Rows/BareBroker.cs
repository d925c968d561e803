using System.Diagnostics;
using PmsPlatform.Benchmarks.Measuring;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>The broker without the bus.</summary>
internal sealed class BareBroker : IAsyncDisposable
{
    private const int Together = 200;
    private const int MostUnconfirmed = 1000;
    private const ushort Prefetch = 500;
    private const string Queue = "bench.raw";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly IConnection _connection;
    private readonly IChannel _publishing;

    private BareBroker(IConnection connection, IChannel publishing) => (_connection, _publishing) = (connection, publishing);

    public static async Task<BareBroker> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync(cancellationToken);
        var publishing = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
            cancellationToken);
        return new BareBroker(connection, publishing);
    }

    /// <summary>Returns when the broker has confirmed every message.</summary>
    public async Task PublishAsync(string queue, IEnumerable<byte[]> bodies, CancellationToken cancellationToken)
    {
        foreach (var chunk in bodies.Chunk(Together))
        {
            await Task.WhenAll(chunk.Select(body => _publishing.BasicPublishAsync(
                "", queue, mandatory: true, new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" }, body, cancellationToken).AsTask()));
        }
    }

    /// <summary>Messages a second that one client publishes to a quorum queue, confirmed one by one, with as many on their way as it is fastest with.</summary>
    public async Task<double> PublishRateAsync(IEnumerable<byte[]> bodies, int count, CancellationToken cancellationToken)
    {
        await using var channel = await DeclareAsync(cancellationToken);
        var made = bodies.ToList();
        using var places = new SemaphoreSlim(MostUnconfirmed);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(made.Select(async body =>
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                await PublishAsync(Queue, [body], cancellationToken);
            }
            finally
            {
                places.Release();
            }
        }));
        var rate = count / clock.Elapsed.TotalSeconds;
        var lie = await channel.MessageCountAsync(Queue, cancellationToken);
        await channel.QueueDeleteAsync(Queue, cancellationToken: cancellationToken);
        return lie == count ? rate : throw new InvalidMeasurementException($"Raw: {lie} messages lie in the queue for {count}.");
    }

    /// <summary>Messages a second that one client consumes and acknowledges one by one, from a quorum queue that was filled before.</summary>
    public async Task<double> ConsumeRateAsync(IEnumerable<byte[]> bodies, int count, CancellationToken cancellationToken)
    {
        await using var channel = await DeclareAsync(cancellationToken);
        await PublishAsync(Queue, bodies, cancellationToken);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);

        var done = new TaskCompletionSource();
        var seen = 0;
        var again = 0;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellationToken);
            again += delivery.Redelivered ? 1 : 0;
            if (++seen == count)
                done.TrySetResult();
        };
        var clock = Stopwatch.StartNew();
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, cancellationToken);
        await done.Task.WaitAsync(Patience, cancellationToken);
        var rate = count / clock.Elapsed.TotalSeconds;
        await channel.QueueDeleteAsync(Queue, cancellationToken: cancellationToken);
        return again == 0 && seen == count ? rate : throw new InvalidMeasurementException($"Raw: {seen} messages for {count}, {again} of them again.");
    }

    private async Task<IChannel> DeclareAsync(CancellationToken cancellationToken)
    {
        var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        return channel;
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
