using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Sync;

/// <summary>A sync run has begun or goes on after a crash.</summary>
[EventName("pms.sync.started")]
public sealed record SyncRunStarted
{
    /// <summary>Whose run this is; <see cref="EventContext.SyncRunId"/> names it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>What the run is for.</summary>
    public required SyncRunScope Scope { get; init; }

    /// <summary>When the run first began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>True when an interrupted run goes on from its checkpoint.</summary>
    public bool Resumed { get; init; }
}

/// <summary>A page was confirmed.</summary>
[EventName("pms.sync.progressed")]
public sealed record SyncRunProgressed
{
    /// <summary>Whose run this is; <see cref="EventContext.SyncRunId"/> names it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>Totals since the run's beginning.</summary>
    public required SyncCounts Counts { get; init; }

    /// <summary>How far the run is. Null from older senders.</summary>
    public SyncProgress? Progress { get; init; }
}

/// <summary>A run has read everything. <see cref="SyncCounts.Failed"/> above zero means completed with failures.</summary>
[EventName("pms.sync.completed")]
public sealed record SyncRunCompleted
{
    /// <summary>Whose run this is; <see cref="EventContext.SyncRunId"/> names it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>What the run was for.</summary>
    public required SyncRunScope Scope { get; init; }

    /// <summary>Totals of the whole run.</summary>
    public required SyncCounts Counts { get; init; }

    /// <summary>When the run first began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its last page was confirmed, UTC.</summary>
    public required DateTimeOffset CompletedAt { get; init; }
}

/// <summary>A run has given up; what was confirmed stays, and the next run goes on from the checkpoint.</summary>
[EventName("pms.sync.failed")]
public sealed record SyncRunFailed
{
    /// <summary>Whose run this is; <see cref="EventContext.SyncRunId"/> names it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>What the run was for.</summary>
    public required SyncRunScope Scope { get; init; }

    /// <summary>Totals up to the failure.</summary>
    public required SyncCounts Counts { get; init; }

    /// <summary>When the run first began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it gave up, UTC.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>Bounded kind of the failure, as in <c>Unauthorised</c> or <c>Unavailable</c>.</summary>
    public required string ErrorKind { get; init; }

    /// <summary>One sentence for an operator, without secrets and personal data.</summary>
    public required string Reason { get; init; }
}

/// <summary>A vendor record could not be mapped. The raw payload stays with the connector, encrypted; this event carries none of it.</summary>
[EventName("pms.record.quarantined")]
public sealed record RecordQuarantined
{
    /// <summary>Whose record this is.</summary>
    public required EventContext Context { get; init; }

    /// <summary>Id of the quarantine entry at the connector.</summary>
    public required Guid QuarantineId { get; init; }

    /// <summary>What the record should have become.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>The vendor's id when it could be read.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Where in the payload, as in <c>$.ScheduledStartUtc</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Why, in one sentence without personal data.</summary>
    public required string Reason { get; init; }
}
