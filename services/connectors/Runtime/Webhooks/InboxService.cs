using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Sees to it that every delivery is worked off, whichever replica took it, and that old ones go.</summary>
internal sealed partial class InboxService(
    ConnectionRegistry connections, InboxWork work, InboxSignals signals, InboxOptions options, IServiceProvider services, TimeProvider time,
    ILogger<InboxService> logger) : IHostedLifecycleService
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Lane, LaneWorker> _workers = new();
    private readonly ConcurrentBag<Task> _ending = [];
    private Task _following = Task.CompletedTask;
    private Task _polling = Task.CompletedTask;
    private Task _sweeping = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the schema is migrated and the bus is up.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        signals.LaneOpened = Open;
        _following = Task.Run(FollowAsync, CancellationToken.None);
        _polling = Task.Run(() => EveryAsync(options.PollInterval, PollAsync), CancellationToken.None);
        _sweeping = Task.Run(() => EveryAsync(options.SweepInterval, SweepAsync), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        signals.LaneOpened = null;
        await _stopping.CancelAsync();
        await Task.WhenAll([_following, _polling, _sweeping, .. _ending, .. _workers.Values.Select(worker => worker.Ended)]).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A lane that never had work has no worker.</summary>
    private void Open(Lane lane)
    {
        if (_workers.ContainsKey(lane) || connections.Find(lane.ConnectionId) is not { } connection)
            return;

        // Two may come at once and only one of them may start a worker.
        var worker = new LaneWorker(connection, CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
        if (_workers.TryAdd(lane, worker))
            worker.Start(stop => ActivatorUtilities.CreateInstance<InboxWorker>(services, connection, lane).WorkAsync(stop));
    }

    /// <summary>
    /// The worker of a connection that changed or is no longer served stops; what it had taken is still Received. The connection as it is now gets another one,
    /// which waits for the lane's lease.
    /// </summary>
    private async Task FollowAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var changed = connections.Changed;
            foreach (var (lane, worker) in _workers)
            {
                if (ReferenceEquals(connections.Find(lane.ConnectionId), worker.Connection) || !_workers.TryRemove(lane, out _))
                    continue;
                _ending.Add(worker.Ended);
                await worker.StopAsync();
                signals.Arrived(lane.ConnectionId, lane.Named);
            }

            await changed.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in await work.DueAsync([.. connections.All.Select(connection => connection.Id)], cancellationToken))
            signals.Arrived(lane.ConnectionId, lane.Named);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (await work.SweepAsync(cancellationToken) is > 0 and var deleted)
            Log.Swept(logger, deleted);
    }

    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, Task> act)
    {
        var failing = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await act(_stopping.Token);
                failing = false;
            }
            catch (Exception error) when (!_stopping.IsCancellationRequested)
            {
                if (!failing)
                    Log.Failing(logger, error);
                failing = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(interval, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Who works off one lane of a connection as it was when the work began.</summary>
    private sealed class LaneWorker(BoundConnection connection, CancellationTokenSource stop)
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public BoundConnection Connection => connection;

        public Task Ended => _ended.Task;

        public void Start(Func<CancellationToken, Task> work) => _ = Task.Run(async () =>
        {
            await work(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.SetResult();
        });

        public Task StopAsync() => stop.CancelAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Count} old deliveries were deleted")]
        public static partial void Swept(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The inbox cannot be looked through; it is tried again")]
        public static partial void Failing(ILogger logger, Exception error);
    }
}
