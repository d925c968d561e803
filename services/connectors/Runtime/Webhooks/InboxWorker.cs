using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Works off one lane of one connection whenever it is told that there is something, while it holds the lane's lease.</summary>
internal sealed partial class InboxWorker(
    BoundConnection connection, Lane lane, NpgsqlDataSource database, InboxWork work, InboxProcessor processor, InboxSignals signals, InboxOptions options,
    TimeProvider time, ILogger<InboxWorker> logger)
{
    /// <summary>Timers may fire a little early.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(5);

    /// <summary>While another replica works the lane off, deliveries that come here do not each ask for the lease.</summary>
    private static readonly TimeSpan BesideAnother = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the lease is kept for the next delivery: in a stream of them it is not taken and given back, two commits, for each.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(30);

    private readonly string _leaseName = $"inbox:{(lane.Named ? "named" : "whole")}:{connection.Id}";

    /// <summary>Works until told to stop.</summary>
    public async Task WorkAsync(CancellationToken stopping)
    {
        var lease = new Lease(database, _leaseName, time);
        var troubles = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await signals.WaitAsync(lane, stopping);
                if (lane.Named)
                    await Task.Delay(options.CoalescingWindow + Slack, time, stopping);
                if (await lease.TryHoldAsync(stopping) is { } fencing)
                    await DrainAsync(lease, fencing, stopping);
                else
                    await AskAgainAsync(stopping);
                troubles = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is LeaseLostException or OperationCanceledException)
            {
                Log.LeaseLost(logger, lane.ConnectionId);
            }
            catch (Exception error)
            {
                // Database or broker away: what was taken is still Received, and is taken again when they are back.
                if (troubles++ == 0)
                    Log.Interrupted(logger, lane.ConnectionId, error);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(15, Math.Pow(2, Math.Min(troubles, 5) - 1))), time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DrainAsync(Lease lease, long fencing, CancellationToken stopping)
    {
        try
        {
            await using var hold = new LeaseHold(lease, fencing, time, stopping);
            do
            {
                while (await work.TakeAsync(lane, hold.Held) is { Count: > 0 } rows)
                    await processor.ProcessAsync(new InboxTurn(connection, _leaseName, fencing), rows, hold.Held);
            }
            while (!lane.Named && await signals.WaitAsync(lane, Linger, hold.Held));
        }
        finally
        {
            await lease.LeaveAsync();
        }
    }

    /// <summary>The other one may have looked for the last time just before our delivery came.</summary>
    private async Task AskAgainAsync(CancellationToken stopping)
    {
        await Task.Delay(BesideAnother, time, stopping);
        signals.Arrived(lane.ConnectionId, lane.Named);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Another replica works off the deliveries of {ConnectionId} now")]
        public static partial void LeaseLost(ILogger logger, string connectionId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Working off the deliveries of {ConnectionId} is interrupted and goes on where it stood")]
        public static partial void Interrupted(ILogger logger, string connectionId, Exception error);
    }
}
