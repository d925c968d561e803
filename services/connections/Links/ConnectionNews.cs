using System.Threading.Channels;
using MassTransit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Links;

/// <summary>
/// Publishes that connections changed, after the fact and without keeping an operator waiting for the broker. It is news: nothing hangs on it, and what a crash
/// loses of it is found in the registry.
/// </summary>
internal sealed partial class ConnectionNews(IBus bus, TimeProvider time, ILogger<ConnectionNews> logger) : BackgroundService
{
    private readonly Channel<ConnectionChanged> _pending = Channel.CreateBounded<ConnectionChanged>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Tell(Link link, string correlationId) => _pending.Writer.TryWrite(new ConnectionChanged
    {
        Context = new EventContext
        {
            HotelId = link.HotelId,
            ConnectionId = link.ConnectionId,
            Vendor = link.Vendor,
            CorrelationId = correlationId,
            OccurredAt = time.GetUtcNow(),
        },
        State = link.State,
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var changed in _pending.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await bus.PublishAllAsync([changed], Delivery.Optional, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotTold(logger, changed.Context.ConnectionId, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "That connection {ConnectionId} changed could not be published; connectors learn of it all the same")]
        public static partial void NotTold(ILogger logger, string connectionId, Exception exception);
    }
}
