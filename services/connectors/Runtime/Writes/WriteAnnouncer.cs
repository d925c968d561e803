using System.Globalization;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>
/// Tells what became of writes. The row says that it has not been told until the broker has confirmed: after a crash it is told again, never forgotten.
/// </summary>
internal sealed class WriteAnnouncer(NpgsqlDataSource database, WriteBackStore store, ChangePublisher publisher, ConnectorDescriptor descriptor, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>Announces what is due, unless another replica is at it.</summary>
    /// <returns>How many writes it told of.</returns>
    public async Task<int> AnnounceAsync(CancellationToken cancellationToken)
    {
        // Ends with the session of a replica that dies. No row is locked while the broker is waited for.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var turn = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 45))", connection, transaction))
        {
            turn.Parameters.Add(new() { Value = descriptor.Slug });
            if (await turn.ExecuteScalarAsync(cancellationToken) is not true)
                return 0;
        }

        var writes = await store.UnannouncedAsync(AtOnce, cancellationToken);
        if (writes.Count == 0)
            return 0;
        await publisher.PublishAsync(writes.Where(write => write.State is WriteBackState.Failed or WriteBackState.Uncertain).Select(AlertOf), cancellationToken);
        await publisher.PublishAsync(writes.Where(write => write.State is WriteBackState.Failed or WriteBackState.Succeeded).Select(NewsOf), cancellationToken);
        await store.AnnouncedAsync(writes, cancellationToken);
        return writes.Count;
    }

    private WriteBackSettled NewsOf(WriteBack write) => new()
    {
        Context = ContextOf(write),
        WriteBackId = write.Id,
        BookingExternalId = write.BookingId,
        Succeeded = write.State == WriteBackState.Succeeded,
        Reason = write.State == WriteBackState.Failed ? write.Reason : null,
    };

    // The vendor's words may name a guest: they are in the write-back, for those who may see it.
    private AlertRaised AlertOf(WriteBack write) => write.State == WriteBackState.Uncertain
        ? new AlertRaised
        {
            Context = ContextOf(write),
            Kind = "write-back-uncertain",
            Summary = string.Create(
                CultureInfo.InvariantCulture,
                $"Nobody knows whether {WhatOf(write)} has reached {descriptor.Name}: look there, then settle write-back {write.Id}."),
        }
        : new AlertRaised
        {
            Context = ContextOf(write),
            Kind = "write-back-failed",
            Summary = string.Create(CultureInfo.InvariantCulture, $"{WhatOf(write)} was not written to {descriptor.Name}; write-back {write.Id} says why."),
        };

    private static string WhatOf(WriteBack write) => write.Kind switch
    {
        WriteBackKind.Note => $"a note on booking {write.BookingId}",
        WriteBackKind.Charge => $"a charge on booking {write.BookingId}",
        WriteBackKind.CheckoutTime => $"the checkout time of booking {write.BookingId}",
        WriteBackKind.Preferences => $"preferences of guest {write.GuestId}",
        _ => $"the housekeeping status of room {write.RoomId}",
    };

    private EventContext ContextOf(WriteBack write) => new()
    {
        HotelId = write.HotelId,
        ConnectionId = write.ConnectionId,
        Vendor = descriptor.Slug,
        CorrelationId = write.CorrelationId,
        OccurredAt = time.GetUtcNow(),
    };
}
