using System.Collections.Concurrent;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>Wakes those who work off writes within this process. Only haste: the truth is in the database, and everybody looks there by himself.</summary>
internal sealed class WriteSignals(TimeProvider time)
{
    private const string News = "";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _signals = new(StringComparer.Ordinal);

    /// <summary>A connection may have something due.</summary>
    public void WorkArrived(string connectionId) => Raise(connectionId);

    /// <summary>Something has been settled and is to be announced.</summary>
    public void NewsArrived() => Raise(News);

    /// <summary>Returns when work arrived or the time is over.</summary>
    public Task WaitForWorkAsync(string connectionId, TimeSpan most, CancellationToken cancellationToken) => WaitAsync(connectionId, most, cancellationToken);

    /// <summary>Returns when there is news or the time is over.</summary>
    public Task WaitForNewsAsync(TimeSpan most, CancellationToken cancellationToken) => WaitAsync(News, most, cancellationToken);

    private void Raise(string name)
    {
        var signal = Signal(name);
        if (signal.CurrentCount == 0)
            signal.Release();
    }

    private async Task WaitAsync(string name, TimeSpan most, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await Signal(name).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing came: look anyway.
        }
    }

    private SemaphoreSlim Signal(string name) => _signals.GetOrAdd(name, _ => new SemaphoreSlim(0, int.MaxValue));
}
