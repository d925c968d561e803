using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>
/// Works off the writes of every connection: those of one booking in order, those of different bookings a few at a time. Any replica may take any write; the
/// queue sees to it that only one does.
/// </summary>
internal sealed partial class WriteBackWorker(
    ConnectionRegistry connections, WriteQueue queue, WriteExecutor executor, WriteAnnouncer announcer, WriteBackStore store, WriteSignals signals,
    WriteBackOptions options, TimeProvider time, ILogger<WriteBackWorker> logger) : IHostedLifecycleService
{
    /// <summary>What is on its way at a stop may finish; a call that is cut would leave a doubt.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Housekeeping = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoning = new();
    private Task _work = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the schema is migrated and the connections are loaded.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var pumps = new ConnectionWorkers(connections, (connection, stop) => WriteKinds(connection) > 0 ? PumpAsync(connection, stop) : Task.CompletedTask);
        _work = Task.WhenAll(
            [
                Task.Run(() => pumps.RunAsync(_stopping.Token), CancellationToken.None),
                Task.Run(() => RepeatAsync(PollAsync, _stopping.Token), CancellationToken.None),
                Task.Run(() => RepeatAsync(AnnounceAsync, _stopping.Token), CancellationToken.None),
                Task.Run(() => RepeatAsync(ForgetAsync, _stopping.Token), CancellationToken.None),
            ]);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        _abandoning.CancelAfter(Grace);
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        _abandoning.Dispose();
        return Task.CompletedTask;
    }

    private static int WriteKinds(BoundConnection connection) => WriteKind.SupportedBy(connection.Connector).Count;

    private async Task PumpAsync(BoundConnection connection, CancellationToken stop)
    {
        using var slots = new SemaphoreSlim(options.Parallel);
        await RepeatAsync(async stopping =>
        {
            // One free slot at least; those that were claimed take as many as there are.
            await slots.WaitAsync(stopping);
            slots.Release();
            var claimed = await queue.ClaimAsync(connection.Id, slots.CurrentCount, stopping);
            foreach (var write in claimed)
            {
                await slots.WaitAsync(CancellationToken.None);
                _ = Task.Run(() => ExecuteAsync(connection, write, slots), CancellationToken.None);
            }

            if (claimed.Count == 0)
                await signals.WaitForWorkAsync(connection.Id, stopping);
        }, stop);

        // Every slot back means that nothing is on its way.
        for (var slot = 0; slot < options.Parallel; slot++)
            await slots.WaitAsync(CancellationToken.None);
    }

    private async Task ExecuteAsync(BoundConnection connection, ClaimedWrite write, SemaphoreSlim slots)
    {
        try
        {
            await executor.ExecuteAsync(connection, write, _abandoning.Token);
        }
        catch (Exception error)
        {
            // The claim runs out, and the write is looked after again.
            Log.Interrupted(logger, error);
        }
        finally
        {
            slots.Release();
            signals.WorkArrived(connection.Id);
        }
    }

    /// <summary>Wakes for what another replica accepted or left and for what is to be tried again: one look for all connections.</summary>
    private async Task PollAsync(CancellationToken stopping)
    {
        foreach (var connectionId in await queue.DueAsync([.. connections.All.Where(one => WriteKinds(one) > 0).Select(one => one.Id)], stopping))
            signals.WorkArrived(connectionId);
        await Task.Delay(options.Poll, time, stopping);
    }

    private async Task AnnounceAsync(CancellationToken stopping)
    {
        if (await announcer.AnnounceAsync(stopping) == 0)
            await signals.WaitForNewsAsync(options.Poll, stopping);
    }

    private async Task ForgetAsync(CancellationToken stopping)
    {
        await store.ForgetAsync(options.Retention, stopping);
        await Task.Delay(Housekeeping, time, stopping);
    }

    /// <summary>Does one thing again and again, with a pause that grows while database or broker are away.</summary>
    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        var troubles = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
                troubles = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (troubles++ == 0)
                    Log.Interrupted(logger, error);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(15, Math.Pow(2, Math.Min(troubles, 4) - 1))), time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Writing back is interrupted and goes on")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
