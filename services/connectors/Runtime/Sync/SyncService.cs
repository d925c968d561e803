using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Loads the connections and runs a worker for each until the process stops.</summary>
internal sealed class SyncService(ConnectionRegistry connections, Scheduler scheduler, Replicas replicas, IServiceProvider services) : IHostedLifecycleService
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => connections.LoadAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the schema is migrated and the bus is up.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        // Whoever starts beside others begins with its share only.
        await replicas.LookAsync(cancellationToken);
        var workers = connections.All.Select(connection =>
            Task.Run(() => ActivatorUtilities.CreateInstance<ConnectionWorker>(services, connection).WorkAsync(_stopping.Token), CancellationToken.None));
        _work = Task.WhenAll(
        [
            .. workers,
            Task.Run(() => scheduler.RunAsync(_stopping.Token), CancellationToken.None),
            Task.Run(() => replicas.RunAsync(_stopping.Token), CancellationToken.None),
        ]);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }
}
