using System.Collections.Concurrent;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Wakes workers and those who wait for a run within this process. Only haste: the truth is in the database, and replicas poll it.</summary>
internal sealed class RunSignals(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Signal> _work = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _moves = new();

    /// <summary>There is a run to work off.</summary>
    public void WorkArrived(string connectionId) => Of(connectionId).Raise();

    /// <summary>Who serves which connection has changed: everybody looks at once.</summary>
    public void AllLook()
    {
        foreach (var connectionId in _work.Keys)
            WorkArrived(connectionId);
    }

    /// <summary>Returns when work arrived or the time is over.</summary>
    public Task WaitForWorkAsync(string connectionId, TimeSpan most, CancellationToken cancellationToken) => Of(connectionId).WaitAsync(most, cancellationToken);

    /// <summary>A run has ended or rests.</summary>
    public void RunMoved(Guid runId)
    {
        if (_moves.TryRemove(runId, out var waiters))
            waiters.TrySetResult();
    }

    /// <summary>Returns when the run moved in this process or the time is over.</summary>
    public async Task WaitForMoveAsync(Guid runId, TimeSpan most, CancellationToken cancellationToken)
    {
        var move = _moves.GetOrAdd(runId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await move.Task.WaitAsync(most, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller looks at the database again.
        }
    }

    private Signal Of(string connectionId) => _work.GetOrAdd(connectionId, _ => new Signal(time));
}
