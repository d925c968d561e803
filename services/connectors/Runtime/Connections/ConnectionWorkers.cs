namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>
/// Runs one worker for each connection and follows the registry: a new connection gets one at once, that of a changed one is stopped and another one
/// started, that of one that is no longer served is stopped. Never two for one connection.
/// </summary>
/// <param name="connections">The connections.</param>
/// <param name="work">Works until told to stop; ends by itself only then.</param>
internal sealed class ConnectionWorkers(ConnectionRegistry connections, Func<BoundConnection, CancellationToken, Task> work)
{
    private readonly Dictionary<string, Worker> _workers = new(StringComparer.Ordinal);

    /// <summary>Returns when told to stop and every worker has ended.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var changed = connections.Changed;
            foreach (var (id, worker) in _workers)
            {
                if (!ReferenceEquals(connections.Find(id), worker.Connection))
                    await worker.Stop.CancelAsync();
            }

            foreach (var connection in connections.All)
            {
                var before = _workers.GetValueOrDefault(connection.Id);
                if (before is null || !ReferenceEquals(before.Connection, connection))
                    _workers[connection.Id] = Start(connection, before, stopping);
            }

            await changed.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var worker in _workers.Values)
        {
            await worker.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            worker.Stop.Dispose();
        }
    }

    private Worker Start(BoundConnection connection, Worker? before, CancellationToken stopping)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        return new Worker(connection, stop, Task.Run(() => WorkAsync(connection, before, stop.Token), CancellationToken.None));
    }

    private async Task WorkAsync(BoundConnection connection, Worker? before, CancellationToken stop)
    {
        if (before is not null)
        {
            await before.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            before.Stop.Dispose();
        }

        await work(connection, stop);
    }

    private sealed record Worker(BoundConnection Connection, CancellationTokenSource Stop, Task Ended);
}
