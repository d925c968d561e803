using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Ledger;

/// <summary>An entity as the ledger holds it: <c>GET /api/ledger/{bookings|guests|rooms|availability|maintenance|housekeeping-tasks}</c>.</summary>
public sealed record LedgerEntry
{
    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection it was read through.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's id, unique within the connection.</summary>
    public required string ExternalId { get; init; }

    /// <summary>The version of <see cref="Value"/>; instants with the database's precision of one microsecond.</summary>
    public required EntityVersion Version { get; init; }

    /// <summary>When the ledger took this version, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When it was found missing at the vendor, UTC. Null while it is there.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>
    /// The entity as its connector sent it, members of newer contracts included; of a removed one what it was last. JSON null when only the
    /// removal is known.
    /// </summary>
    public required JsonElement Value { get; init; }
}

/// <summary>
/// One state an entity was in: <c>GET /api/ledger/{entity}/{connectionId}/{externalId}/history</c>. States follow each other by their versions, however
/// they arrived; each differs from the one before it.
/// </summary>
public sealed record LedgerVersion
{
    /// <summary>The version that brought the state.</summary>
    public required EntityVersion Version { get; init; }

    /// <summary>What the ledger did when the version arrived.</summary>
    public required LedgerOutcome Outcome { get; init; }

    /// <summary>When the ledger took it, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The sync run that read it; null when a webhook did.</summary>
    public Guid? SyncRunId { get; init; }

    /// <summary>The inbox entry that caused it; null when a sync run did.</summary>
    public Guid? WebhookId { get; init; }

    /// <summary>True when this version says that the record is no longer at the vendor. Null for no.</summary>
    public bool? Removed { get; init; }

    /// <summary>The entity as its connector sent it; JSON null for a removal.</summary>
    public required JsonElement Value { get; init; }
}

/// <summary>What the ledger did with a version that arrived.</summary>
[JsonConverter(typeof(LenientEnumConverter<LedgerOutcome>))]
public enum LedgerOutcome
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>It became the current version.</summary>
    Applied,

    /// <summary>It had the content of the current version, or had arrived before.</summary>
    Unchanged,

    /// <summary>A later version was there already; kept in history only.</summary>
    Stale,
}
