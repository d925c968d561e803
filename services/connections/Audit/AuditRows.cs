using System.Text.Json;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connections.Audit;

/// <summary>An entry on its way: written with what it is about, and put into the chain by the commit. Table <c>audit_intake</c>.</summary>
internal sealed class AuditIntake
{
    public required Guid EntryId { get; init; }

    public required string Document { get; init; }

    /// <summary>Made of other changes in the same transaction, and anew when they are tried anew. Not stored.</summary>
    public bool IsDerived { get; init; }

    public static AuditIntake Of(AuditEntry entry) => Of(entry, isDerived: false);

    public static AuditIntake Of(AuditEntry entry, bool isDerived) =>
        new() { EntryId = entry.Id, Document = JsonSerializer.Serialize(entry, ContractsJson.Default.AuditEntry), IsDerived = isDerived };
}

/// <summary>An entry in the chain. Table <c>audit_entry</c>, of which everything but the text follows from the text.</summary>
internal sealed class AuditRow
{
    public required long Sequence { get; init; }

    public required string Document { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public string? OrganizationId { get; init; }

    public string? HotelId { get; init; }

    /// <summary>Id of the key or user, else the name of the actor.</summary>
    public required string Actor { get; init; }

    public required string Action { get; init; }

    public required string Target { get; init; }

    public required string Outcome { get; init; }

    public required byte[] Hash { get; init; }

    public AuditRecord ToRecord() => new()
    {
        Sequence = Sequence,
        Hash = Convert.ToHexStringLower(Hash),
        Entry = JsonSerializer.Deserialize(Document, ContractsJson.Default.AuditEntry)!,
    };
}
