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
    private readonly ConcurrentDictionary<Lane, Lazy<Task>> _workers = new();
    private Task _polling = Task.CompletedTask;
    private Task _sweeping = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the schema is migrated and the bus is up.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        signals.LaneOpened = Open;
        _polling = Task.Run(() => EveryAsync(options.PollInterval, PollAsync), CancellationToken.None);
        _sweeping = Task.Run(() => EveryAsync(options.SweepInterval, SweepAsync), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        signals.LaneOpened = null;
        await _stopping.CancelAsync();
        await Task.WhenAll([_polling, _sweeping, .. _workers.Values.Select(worker => worker.Value)]).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

        // Lazy, for two may come at once and only one of them may start a worker.
        var worker = _workers.GetOrAdd(lane, _ => new Lazy<Task>(() =>
            Task.Run(() => ActivatorUtilities.CreateInstance<InboxWorker>(services, connection, lane).WorkAsync(_stopping.Token))));
        _ = worker.Value;
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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Count} old deliveries were deleted")]
        public static partial void Swept(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The inbox cannot be looked through; it is tried again")]
        public static partial void Failing(ILogger logger, Exception error);
    }
}
