using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Audit;

/// <summary>One thing that somebody did or tried. Holds ids and settings, never a secret, a guest's data or an e-mail address: it can never be changed.</summary>
public sealed record AuditEntry
{
    /// <summary>Its id; the same entry told twice is on record once.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Who did it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>What was done: a thing and what became of it, as in <c>connection.changed</c> or <c>sign-in.failed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, kind and id, as in <c>connection con_1</c>.</summary>
    public required string Target { get; init; }

    /// <summary>How it went.</summary>
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Succeeded;

    /// <summary>The organisation whose business it is; null for the installation's.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The hotel; null where it is about no single one.</summary>
    public string? HotelId { get; init; }

    /// <summary>The actor's IP address as the gateway saw it; null when unknown.</summary>
    public string? Address { get; init; }

    /// <summary>Follows one cause through all services.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What is different now, by name; empty where nothing is.</summary>
    public IReadOnlyDictionary<string, AuditChange> Changes { get; init => field = value ?? Nothing; } = Nothing;

    private static readonly IReadOnlyDictionary<string, AuditChange> Nothing = new Dictionary<string, AuditChange>(StringComparer.Ordinal);
}

/// <summary>Who acts.</summary>
/// <param name="Kind">ApiKey, User, Service or Stranger.</param>
/// <param name="Id">Id of the key or user; null for a configured key, a service and a stranger.</param>
/// <param name="Name">The key's or the service's name; of a person the user's id.</param>
public sealed record AuditActor(string Kind, string? Id, string Name);

/// <summary>One value before and after. Of a secret the words <c>set</c>, <c>changed</c> and <c>removed</c> only.</summary>
/// <param name="From">Before; null where there was none.</param>
/// <param name="To">After; null where there is none.</param>
public sealed record AuditChange(string? From, string? To);

/// <summary>How something went that was tried.</summary>
[JsonConverter(typeof(LenientEnumConverter<AuditOutcome>))]
public enum AuditOutcome
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>It was tried and did not come about.</summary>
    Failed,
}

/// <summary>Body of <c>POST /internal/audit</c>: what a service has to put on record, oldest first.</summary>
public sealed record AuditBatch
{
    /// <summary>The most entries of one batch.</summary>
    public const int MostEntries = 200;

    /// <summary>1 to 200 entries.</summary>
    public required IReadOnlyList<AuditEntry> Entries { get; init; }
}

/// <summary>An entry as it is on record.</summary>
public sealed record AuditRecord
{
    /// <summary>Its place in the chain, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>SHA-256, in hex, of the hash before it, its place and its text.</summary>
    public required string Hash { get; init; }

    /// <summary>What was done.</summary>
    public required AuditEntry Entry { get; init; }
}

/// <summary>What a proof of the chain found. Answer of <c>GET /api/audit/verification</c>.</summary>
public sealed record AuditVerification
{
    /// <summary>True when every entry has the hash that follows from its text and the entry before it, and none is missing.</summary>
    public required bool Intact { get; init; }

    /// <summary>Entries that were proved, up to the first that is not as it was.</summary>
    public required long Entries { get; init; }

    /// <summary>Place and hash of the last entry that was proved, as in <c>1204:9f86…</c>: keep it elsewhere and give it as <c>expect</c> next time. Null without entries.</summary>
    public string? Head { get; init; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Reason { get; init; }
}
