using System.Collections.Concurrent;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>A row of work of one connection: records to fetch, or records that came whole. The slow vendor of the one does not hold up the other.</summary>
internal readonly record struct Lane(string ConnectionId, bool Named);

/// <summary>Tells within this process that there are deliveries to work off. Only haste: the truth is in the database, and replicas poll it.</summary>
internal sealed class InboxSignals
{
    private readonly ConcurrentDictionary<Lane, SemaphoreSlim> _lanes = new();

    /// <summary>Somebody was told that the lane has work; set by the one who works.</summary>
    public Action<Lane>? LaneOpened { get; set; }

    public void Arrived(string connectionId, bool named)
    {
        var lane = new Lane(connectionId, named);
        var signal = Signal(lane);
        try
        {
            if (signal.CurrentCount == 0)
                signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another delivery told it in the same moment.
        }

        // Always: the signal may be from before anybody worked.
        LaneOpened?.Invoke(lane);
    }

    public Task WaitAsync(Lane lane, CancellationToken cancellationToken) => Signal(lane).WaitAsync(cancellationToken);

    /// <summary>False when nothing has arrived within a while.</summary>
    public Task<bool> WaitAsync(Lane lane, TimeSpan atMost, CancellationToken cancellationToken) => Signal(lane).WaitAsync(atMost, cancellationToken);

    private SemaphoreSlim Signal(Lane lane) => _lanes.GetOrAdd(lane, static _ => new SemaphoreSlim(0, 1));
}
