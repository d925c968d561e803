using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Ledger;

/// <summary>What the ledger knows of one kind of entity of one connection: <c>GET /api/ledger/statistics</c>.</summary>
public sealed record LedgerStatistics
{
    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary>The kind of entity.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>Entities held now.</summary>
    public required long Current { get; init; }

    /// <summary>Versions that became current when they arrived.</summary>
    public required long Applied { get; init; }

    /// <summary>Versions without new content, and repeated deliveries.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Versions that arrived after a later one.</summary>
    public required long Stale { get; init; }

    /// <summary>Snapshots the ledger could not keep; they wait with their reason.</summary>
    public required long Refused { get; init; }

    /// <summary>Vendor records that could not be mapped.</summary>
    public required long Quarantined { get; init; }

    /// <summary>When a version was applied last, UTC. Null before the first.</summary>
    public DateTimeOffset? LastChangeAt { get; init; }

    /// <summary>Sync runs of this kind that began within the last 30 days.</summary>
    public required LedgerRuns Runs { get; init; }
}

/// <summary>Sync runs in numbers.</summary>
public sealed record LedgerRuns
{
    /// <summary>Runs that go on.</summary>
    public required long Running { get; init; }

    /// <summary>Runs that read everything, those with quarantined records included.</summary>
    public required long Completed { get; init; }

    /// <summary>Runs that gave up.</summary>
    public required long Failed { get; init; }

    /// <summary>When a run completed last, UTC. Null before the first.</summary>
    public DateTimeOffset? LastCompletedAt { get; init; }

    /// <summary>Milliseconds that half of the completed runs took at most. Null before the first; so are the other two.</summary>
    public double? P50 { get; init; }

    /// <summary>Milliseconds that 95 % of the completed runs took at most.</summary>
    public double? P95 { get; init; }

    /// <summary>Milliseconds that 99 % of the completed runs took at most.</summary>
    public double? P99 { get; init; }
}
