using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>A run as it stands in the database.</summary>
internal sealed record SyncRun
{
    public required Guid Id { get; init; }

    public required string ConnectionId { get; init; }

    public required string HotelId { get; init; }

    public required SyncRunScope Scope { get; init; }

    /// <summary>Where an incremental read really begins: the watermark less overlap, or the instant the caller asked for. Fixed when the run starts.</summary>
    public DateTimeOffset? ChangedSince { get; init; }

    public required SyncRunState State { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>The trace of whoever asked, as W3C traceparent: the run belongs to it, although it happens later and maybe elsewhere.</summary>
    public string? TraceParent { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Of a reconciliation: when its last page was confirmed. Null before.</summary>
    public DateTimeOffset? ListedAt { get; init; }

    public int Attempts { get; init; }

    public string? Cursor { get; init; }

    public SyncCounts Counts { get; init; } = new();

    /// <summary>Records that an interrupted run before this one had read already.</summary>
    public long Carried { get; init; }

    public RunMark Mark { get; init; } = RunMark.None;

    public string? ErrorKind { get; init; }

    public string? Reason { get; init; }

    public bool Ended => State is SyncRunState.Completed or SyncRunState.Failed;

    public SyncRunView View(string vendor) => new()
    {
        Id = Id,
        HotelId = HotelId,
        ConnectionId = ConnectionId,
        Vendor = vendor,
        Scope = Scope,
        State = State,
        Counts = Counts,
        Progress = Mark.View(State),
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        ErrorKind = ErrorKind,
        Reason = Reason,
    };

    public Feed Feed() => new()
    {
        // Whoever reconciles reads everything; that is all a vendor needs to know.
        Mode = Scope.Mode is SyncMode.Reconcile ? SyncMode.Full : Scope.Mode,
        ChangedSince = ChangedSince,
        From = Scope.From,
        Until = Scope.Until,
        StartedAt = StartedAt ?? throw new InvalidOperationException("A run that has not started has no feed."),
        Limit = Scope.Limit,
    };
}
