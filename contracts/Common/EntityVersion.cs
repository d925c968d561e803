using System.Text.Json.Serialization;

namespace PmsPlatform.Contracts.Common;

/// <summary>
/// Which of two snapshots of one entity is the later one, and whether they differ at all. Snapshots are ordered by the vendor's clock, and where
/// that is equal or absent by the moment the snapshot was read: a joined value (an order item, a room name) may change without touching the vendor's time.
/// </summary>
public sealed record EntityVersion : IComparable<EntityVersion>
{
    /// <summary>When the vendor says the entity changed last, by the vendor's clock, UTC. Null where the vendor keeps no such time.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>When the connector read this snapshot, by the platform's clock, UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Hash of the canonical content, see <see cref="Common.ContentHash"/>. Equal hashes mean equal content.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The instant by which snapshots are ordered first.</summary>
    [JsonIgnore]
    public DateTimeOffset OrderedAt => ModifiedAt ?? ObservedAt;

    /// <summary>Orders by <see cref="OrderedAt"/>, then by <see cref="ObservedAt"/>. The content never decides.</summary>
    public int CompareTo(EntityVersion? other)
    {
        if (other is null)
            return 1;

        var order = OrderedAt.CompareTo(other.OrderedAt);
        return order != 0 ? order : ObservedAt.CompareTo(other.ObservedAt);
    }

    /// <summary>True when this snapshot is earlier than the other one.</summary>
    public static bool operator <(EntityVersion left, EntityVersion right) => left.CompareTo(right) < 0;

    /// <summary>True when this snapshot is later than the other one.</summary>
    public static bool operator >(EntityVersion left, EntityVersion right) => left.CompareTo(right) > 0;

    /// <summary>True when this snapshot is not later than the other one.</summary>
    public static bool operator <=(EntityVersion left, EntityVersion right) => left.CompareTo(right) <= 0;

    /// <summary>True when this snapshot is not earlier than the other one.</summary>
    public static bool operator >=(EntityVersion left, EntityVersion right) => left.CompareTo(right) >= 0;
}
