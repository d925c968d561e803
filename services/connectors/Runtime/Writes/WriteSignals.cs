using System.Collections.Concurrent;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>Wakes those who work off writes within this process. Only haste: the truth is in the database, and it is looked there in any case.</summary>
internal sealed class WriteSignals(TimeProvider time)
{
    private const string News = "";

    private readonly ConcurrentDictionary<string, Signal> _signals = new(StringComparer.Ordinal);

    /// <summary>A connection may have something due.</summary>
    public void WorkArrived(string connectionId) => Of(connectionId).Raise();

    /// <summary>Something has been settled and is to be announced.</summary>
    public void NewsArrived() => Of(News).Raise();

    /// <summary>Returns when work arrived.</summary>
    public Task WaitForWorkAsync(string connectionId, CancellationToken cancellationToken) => Of(connectionId).WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Returns when there is news or the time is over.</summary>
    public Task WaitForNewsAsync(TimeSpan most, CancellationToken cancellationToken) => Of(News).WaitAsync(most, cancellationToken);

    private Signal Of(string name) => _signals.GetOrAdd(name, _ => new Signal(time));
}
