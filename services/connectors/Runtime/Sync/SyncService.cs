using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Loads the connections and runs a worker for each, as long as it is served.</summary>
internal sealed class SyncService(
    ConnectionRegistry connections, Scheduler scheduler, Replicas replicas, AccessRevoker revoker, IServiceProvider services) : IHostedLifecycleService
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
        var workers = new ConnectionWorkers(connections, WorkAsync);
        _work = Task.WhenAll(
        [
            Task.Run(() => workers.RunAsync(_stopping.Token), CancellationToken.None),
            Task.Run(() => scheduler.RunAsync(_stopping.Token), CancellationToken.None),
            Task.Run(() => replicas.RunAsync(_stopping.Token), CancellationToken.None),
        ]);
    }

    /// <summary>A run that is going on rests at its checkpoint when its connection changes or goes.</summary>
    private async Task WorkAsync(BoundConnection connection, CancellationToken stop)
    {
        await ActivatorUtilities.CreateInstance<ConnectionWorker>(services, connection).WorkAsync(stop);
        if (!_stopping.IsCancellationRequested && connections.Find(connection.Id) is null)
            await revoker.RevokeAsync(connection, _stopping.Token);
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
