using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Removals;

/// <summary>
/// Records of one connection are no longer at the vendor, which is a fact of its own and not a cancellation. At most <see cref="EventContext.MostItems"/>.
/// A removal is a version like every other: a record that comes back later has a later version and is current again.
/// </summary>
[EventName("pms.records.removed")]
public sealed record RecordsRemoved
{
    /// <summary>Whose data this was and what found it missing.</summary>
    public required EventContext Context { get; init; }

    /// <summary>What the records were.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>The records, each once.</summary>
    public required IReadOnlyList<RemovedRecord> Items { get; init; }
}

/// <summary>A record that is no longer at the vendor.</summary>
public sealed record RemovedRecord
{
    /// <summary>The vendor's id, unique within the connection.</summary>
    public required string ExternalId { get; init; }

    /// <summary>
    /// Orders the removal among the record's snapshots. <see cref="EntityVersion.ModifiedAt"/> is the instant the last known snapshot was ordered by, so that
    /// the removal comes right after it and before every later change of the vendor; <see cref="EntityVersion.ObservedAt"/> is the moment of the read that
    /// confirmed it; <see cref="EntityVersion.ContentHash"/> is <see cref="ContentHash.OfRemoval"/>.
    /// </summary>
    public required EntityVersion Version { get; init; }
}
