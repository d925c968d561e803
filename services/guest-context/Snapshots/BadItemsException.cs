using Npgsql;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.GuestContext.Snapshots;

/// <summary>
/// Items of an event cannot be stored, all others are. The message goes to the error queue whole: its good items are no-ops when it is replayed.
/// The text names reasons and never content.
/// </summary>
internal sealed class BadItemsException(EntityKind entity, string connectionId, IReadOnlyList<Exception> failures)
    : Exception($"{failures.Count} {entity} items of {connectionId} cannot be stored: {string.Join(", ", failures.Select(Reason).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}.")
{
    // A server's message quotes the value it refuses.
    private static string Reason(Exception failure) => failure is PostgresException postgres ? $"SQLSTATE {postgres.SqlState}" : failure.GetType().Name;
}
