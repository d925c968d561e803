using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Ledger;

/// <summary>A vendor record that could not be mapped: <c>GET /api/ledger/quarantine</c>. The record itself stays with its connector.</summary>
public sealed record QuarantineNotice
{
    /// <summary>Id of the quarantine entry at the connector.</summary>
    public required Guid Id { get; init; }

    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary>What the record should have become.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>The vendor's id when it could be read.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Where in the payload, as in <c>$.ScheduledStartUtc</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The sync run that read it; null when a webhook did.</summary>
    public Guid? SyncRunId { get; init; }

    /// <summary>When it was quarantined, UTC.</summary>
    public required DateTimeOffset QuarantinedAt { get; init; }
}

/// <summary>A snapshot the ledger could not keep: <c>GET /api/ledger/refusals</c>. It is held encrypted until it can be.</summary>
public sealed record LedgerRefusal
{
    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The kind of entity.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>Fingerprint of the refused snapshot; names it within its connection.</summary>
    public required string Digest { get; init; }

    /// <summary>The vendor's id when it could be read.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Why, in one sentence without personal data.</summary>
    public required string Reason { get; init; }

    /// <summary>How often it arrived.</summary>
    public required int Times { get; init; }

    /// <summary>When it arrived last, UTC.</summary>
    public required DateTimeOffset RefusedAt { get; init; }
}
