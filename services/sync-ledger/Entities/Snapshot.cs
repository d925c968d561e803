using System.Text.Json;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>One item of an event, read as far as the ledger needs it.</summary>
internal sealed class Snapshot
{
    /// <summary>Stands in place of a content hash in a removal.</summary>
    public static readonly byte[] HashOfRemoval = Convert.FromHexString(Contracts.Common.ContentHash.OfRemoval);

    /// <summary>The event it came with.</summary>
    public required Arrival Arrival { get; init; }

    public required string ExternalId { get; init; }

    /// <summary>Instants are cut to microseconds, as the database keeps them: a version must equal itself when it comes again.</summary>
    public required DateTime? ModifiedAt { get; init; }

    public required DateTime ObservedAt { get; init; }

    public DateTime OrderedAt => ModifiedAt ?? ObservedAt;

    public required byte[] ContentHash { get; init; }

    /// <summary>True when this version says that the record is no longer at the vendor.</summary>
    public bool IsRemoval => HasContentOf(HashOfRemoval);

    /// <summary>The value as it was sent, encrypted. Empty for a removal.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Of kinds that have dates or a status; null for guests, rooms and removals.</summary>
    public StayFacts? Stay { get; init; }

    /// <summary>The item itself, for the case that it cannot be kept.</summary>
    public required JsonElement Item { get; init; }

    public bool HasContentOf(ReadOnlySpan<byte> contentHash) => contentHash.SequenceEqual(ContentHash);

    /// <summary>Below zero when this version is the earlier one.</summary>
    public int CompareVersionTo(DateTime orderedAt, DateTime observedAt)
    {
        var order = OrderedAt.CompareTo(orderedAt);
        return order != 0 ? order : ObservedAt.CompareTo(observedAt);
    }
}

/// <summary>What of an entity is worth querying and names nobody: of a booking all three, of a night and of maintenance the dates, of a task the status.</summary>
internal sealed record StayFacts(string? Status, DateOnly? Arrival, DateOnly? Departure);

/// <summary>An event's arrival: what all its items share.</summary>
internal sealed record Arrival(EntityKind Entity, EventContext Context, Guid? MessageId);

/// <summary>An item that cannot be kept.</summary>
/// <param name="Arrival">The event it came with.</param>
/// <param name="Item">The item as it arrived.</param>
/// <param name="ExternalId">The vendor's id when it could be read.</param>
/// <param name="Reason">Why, in one sentence without anything of its value.</param>
internal sealed record Refusal(Arrival Arrival, JsonElement Item, string? ExternalId, string Reason);

/// <summary>Keys in the order in which the primary key sorts them, then versions, oldest first.</summary>
internal sealed class ByKeyThenVersion : IComparer<Snapshot>
{
    public static readonly ByKeyThenVersion Instance = new();

    public static bool AreOfOneEntity(Snapshot x, Snapshot y) => CompareKeys(x, y) == 0;

    public int Compare(Snapshot? x, Snapshot? y)
    {
        var key = CompareKeys(x!, y!);
        return key != 0 ? key : x!.CompareVersionTo(y!.OrderedAt, y.ObservedAt);
    }

    private static int CompareKeys(Snapshot x, Snapshot y)
    {
        var hotel = string.CompareOrdinal(x.Arrival.Context.HotelId, y.Arrival.Context.HotelId);
        if (hotel != 0)
            return hotel;

        var connection = string.CompareOrdinal(x.Arrival.Context.ConnectionId, y.Arrival.Context.ConnectionId);
        return connection != 0 ? connection : string.CompareOrdinal(x.ExternalId, y.ExternalId);
    }
}
