namespace PmsPlatform.Contracts.Sync;

/// <summary>Body of <c>POST /api/pms/sync/{bookings|rooms|guests|availability|maintenance|housekeeping-tasks}</c>.</summary>
public sealed record SyncRequest
{
    /// <summary>The vendor's slug, as in <c>mews</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>Only what changed since: an ISO 8601 instant with offset, or a date in the hotel's time zone. Absent: everything.</summary>
    public string? Since { get; init; }

    /// <summary>Stop after so many records; at least 1. Absent: no limit.</summary>
    public int? Limit { get; init; }

    /// <summary><c>reconcile</c>: read everything and remove what is no longer at the vendor. Absent: <c>full</c>, or with <see cref="Since"/> what changed.</summary>
    public string? Mode { get; init; }

    /// <summary>With <c>reconcile</c>: remove also when implausibly many are missing. Absent: no.</summary>
    public bool? Force { get; init; }
}

/// <summary>Answer of the sync path: 200 when the run has ended, 202 while it goes on.</summary>
public sealed record SyncAnswer
{
    /// <summary>False when the run has failed.</summary>
    public required bool Success { get; init; }

    /// <summary>The run's id.</summary>
    public required Guid SyncLogId { get; init; }

    /// <summary>What was done so far.</summary>
    public required SyncSummary Summary { get; init; }

    /// <summary>How far the run is; set with 202.</summary>
    public SyncProgress? Progress { get; init; }

    /// <summary>Where the run's progress can be read; set with 202.</summary>
    public string? Address { get; init; }
}

/// <summary>A run in three numbers.</summary>
public sealed record SyncSummary
{
    /// <summary>Records read from the vendor.</summary>
    public required long Processed { get; init; }

    /// <summary>Records in quarantine.</summary>
    public required long Failed { get; init; }

    /// <summary>Milliseconds since the run began, to its end when it has ended.</summary>
    public required long Duration { get; init; }
}

/// <summary>A run as its connector or the ledger shows it.</summary>
public sealed record SyncRunView
{
    /// <summary>The run's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary>What the run is for.</summary>
    public required SyncRunScope Scope { get; init; }

    /// <summary>Where it stands.</summary>
    public required SyncRunState State { get; init; }

    /// <summary>What was done so far.</summary>
    public required SyncCounts Counts { get; init; }

    /// <summary>How far it is, and when it may end. Null from senders that do not tell.</summary>
    public SyncProgress? Progress { get; init; }

    /// <summary>When it began, UTC. Null while queued.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, UTC. Null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Bounded kind of the failure; null unless failed.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>One sentence for an operator; null unless failed.</summary>
    public string? Reason { get; init; }
}
