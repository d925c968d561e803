using System.Runtime.InteropServices;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.GuestContext.Snapshots;

/// <summary>What every projected entity has: its id, its version and its encrypted canonical JSON, which is null once it was removed.</summary>
internal abstract record SnapshotRow(string ExternalId, EntityVersion Version, byte[]? Payload)
{
    /// <summary>When somebody in it was erased; null when all are there.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Null where the vendor gives none; every id a key is made of must be there.</summary>
    public static string? Given(string? id) => string.IsNullOrEmpty(id) ? null : id;

    /// <summary>The id or, for an item without one, the end of it: such an item can never be stored.</summary>
    public static string Required(string? id) => Given(id) ?? throw new FormatException("The item has no external id.");
}

/// <summary>What became of the items of a batch. Every item is counted once.</summary>
/// <param name="Applied">New or later, and different.</param>
/// <param name="Unchanged">Of equal content: nothing but the time it was seen may have moved.</param>
/// <param name="Stale">Earlier than what is held.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Outcome(long Applied, long Unchanged, long Stale)
{
    public static Outcome operator +(Outcome left, Outcome right) =>
        new(left.Applied + right.Applied, left.Unchanged + right.Unchanged, left.Stale + right.Stale);
}
