using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Connectors.Runtime.Audit;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>Accepting write-backs, looking at them, and a human's word on uncertain ones.</summary>
internal sealed class WriteBackStore(NpgsqlDataSource database, HotelScope scope, WritePayload payload)
{
    private const string Columns = """
        id, sequence, hotel_id, connection_id, kind, state, booking_id, guest_id, room_id, attempts, accepted_at, not_before, settled_at,
        vendor_reference, reason, correlation_id, revision
        """;

    /// <summary>Keeps a write, and gives it as it is kept; or the earlier one under the same key. Null when that one had another body.</summary>
    public async Task<WriteBack?> AcceptAsync(CallerIdentity caller, AcceptedWrite write, CancellationToken cancellationToken)
    {
        // A statement of its own: it takes its own snapshot and sees the row of a request that was quicker under the same key.
        const string select = $"SELECT {Columns} FROM write_back WHERE connection_id = $1 AND idempotency_key = $2 AND request_digest = $3 AND hotel_id = $4";
        var digest = payload.Digest(write.HotelId, write.Request);
        var look = new NpgsqlBatchCommand(select)
        {
            Parameters = { new() { Value = write.ConnectionId }, new() { Value = write.IdempotencyKey }, new() { Value = digest }, new() { Value = write.HotelId } },
        };
        return (await scope.RunAsync(caller, [Keeping(write, digest), look], Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>One of the caller's hotels; null when there is none.</summary>
    public async Task<WriteBack?> FindAsync(CallerIdentity caller, Guid id, CancellationToken cancellationToken) =>
        (await scope.RunAsync(
            caller, $"SELECT {Columns} FROM write_back WHERE id = $1 AND hotel_id = ANY ($2)", [new() { Value = id }, HotelScope.HotelsOf(caller)], Read, cancellationToken)).SingleOrDefault();

    /// <summary>Write-backs of the caller's hotels, newest first.</summary>
    public Task<IReadOnlyList<WriteBack>> ListAsync(
        CallerIdentity caller, WriteBackState? state, string? bookingId, long before, int limit, CancellationToken cancellationToken) =>
        scope.RunAsync(
            caller,
            $"""
            SELECT {Columns} FROM write_back
            WHERE hotel_id = ANY ($1) AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR booking_id = $3) AND sequence < $4
            ORDER BY sequence DESC
            LIMIT $5
            """,
            [HotelScope.HotelsOf(caller), Text(state?.ToString()), Text(bookingId), new() { Value = before }, new() { Value = limit }],
            Read,
            cancellationToken);

    /// <summary>
    /// Settles an uncertain write by what a human saw at the vendor: it arrived and has succeeded, or it did not and is queued again, with as much time as a new
    /// one. Null when it was not uncertain any more.
    /// </summary>
    public async Task<WriteBack?> SettleAsync(CallerIdentity caller, Guid id, bool arrived, AuditEntry entry, CancellationToken cancellationToken)
    {
        const string sql = $"""
            WITH settled AS (
            UPDATE write_back
            SET state = CASE WHEN $2 THEN 'Succeeded' ELSE 'Queued' END, settled_by = $3, doubtful = false, failures = 0, not_before = '-infinity',
                given_time_at = clock_timestamp(), settled_at = CASE WHEN $2 THEN clock_timestamp() END, reason = CASE WHEN $2 THEN NULL ELSE reason END,
                unannounced = $2, revision = revision + 1
            WHERE id = $1 AND hotel_id = ANY ($5) AND state = 'Uncertain'
            RETURNING {Columns}),
            noted AS (INSERT INTO audit_note (entry) SELECT $4 FROM settled)
            SELECT {Columns} FROM settled
            """;
        var settled = await scope.RunAsync(
            caller,
            sql,
            [new() { Value = id }, new() { Value = arrived }, new() { Value = entry.Actor.Name }, AuditNotes.Parameter(entry), HotelScope.HotelsOf(caller)],
            Read,
            cancellationToken);
        return settled.SingleOrDefault();
    }

    /// <summary>Settled writes nobody has heard of for certain, oldest first.</summary>
    public Task<List<WriteBack>> UnannouncedAsync(int limit, CancellationToken cancellationToken) =>
        ReadAsync($"SELECT {Columns} FROM write_back WHERE unannounced ORDER BY sequence LIMIT $1", [new() { Value = limit }], cancellationToken);

    /// <summary>The broker has confirmed what was said about these, unless they have moved on since.</summary>
    public async Task AnnouncedAsync(IReadOnlyList<WriteBack> writes, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE write_back w SET unannounced = false
            FROM unnest($1::uuid[], $2::bigint[]) AS told (id, revision)
            WHERE w.id = told.id AND w.revision = told.revision
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = writes.Select(write => write.Id).ToArray() });
        command.Parameters.Add(new() { Value = writes.Select(write => write.Revision).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets what was settled long ago.</summary>
    public async Task<int> ForgetAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM write_back WHERE settled_at < clock_timestamp() - $1 AND NOT unannounced");
        command.Parameters.Add(new() { Value = retention });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What must happen one after the other: everything about one booking, one guest, one room.</summary>
    internal static string LaneOf(WriteBackRequest request) => request switch
    {
        { BookingId: { } booking } => $"booking {booking}",
        { GuestId: { } guest } => $"guest {guest}",
        _ => $"room {request.RoomId}",
    };

    private NpgsqlBatchCommand Keeping(AcceptedWrite write, byte[] digest)
    {
        // The lock makes commits of one lane follow their sequence: a later write is never visible before an earlier one.
        const string sql = """
            WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended($3 || ' ' || $7, 44))),
            kept AS (
                INSERT INTO write_back
                    (id, hotel_id, connection_id, idempotency_key, request_digest, kind, lane, booking_id, guest_id, room_id, payload, requested_by, correlation_id, trace_parent)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM turn
                ON CONFLICT ON CONSTRAINT write_back_key DO NOTHING
                RETURNING id)
            INSERT INTO audit_note (entry) SELECT $15 FROM kept
            """;
        var request = write.Request;
        return new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                new() { Value = write.Id },
                new() { Value = write.HotelId },
                new() { Value = write.ConnectionId },
                new() { Value = write.IdempotencyKey },
                new() { Value = digest },
                new() { Value = request.Kind!.Value.ToString() },
                new() { Value = LaneOf(request) },
                Text(request.BookingId),
                Text(request.GuestId),
                Text(request.RoomId),
                new() { Value = payload.Seal(write.Id, request) },
                new() { Value = write.RequestedBy },
                new() { Value = write.CorrelationId },
                Text(Activity.Current?.Id),
                AuditNotes.Parameter(write.Entry),
            },
        };
    }

    private async Task<List<WriteBack>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var writes = new List<WriteBack>();
        while (await reader.ReadAsync(cancellationToken))
            writes.Add(Read(reader));
        return writes;
    }

    private WriteBack Read(NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        var state = Enum.Parse<WriteBackState>(row.GetString(5));
        return new WriteBack
        {
            Id = id,
            Sequence = row.GetInt64(1),
            HotelId = row.GetString(2),
            ConnectionId = row.GetString(3),
            Kind = Enum.Parse<WriteBackKind>(row.GetString(4)),
            State = state,
            BookingId = row.IsDBNull(6) ? null : row.GetString(6),
            GuestId = row.IsDBNull(7) ? null : row.GetString(7),
            RoomId = row.IsDBNull(8) ? null : row.GetString(8),
            Attempts = row.GetInt32(9),
            AcceptedAt = row.GetFieldValue<DateTimeOffset>(10),
            NextAttemptAt = state == WriteBackState.Queued ? Later(row.GetFieldValue<DateTimeOffset>(10), row.GetFieldValue<DateTime>(11)) : null,
            SettledAt = row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
            VendorReference = row.IsDBNull(13) ? null : row.GetString(13),
            Reason = row.IsDBNull(14) ? null : payload.OpenReason(id, row.GetFieldValue<byte[]>(14)),
            CorrelationId = row.GetString(15),
            Revision = row.GetInt64(16),
        };
    }

    // Minus infinity means at once.
    private static DateTimeOffset Later(DateTimeOffset acceptedAt, DateTime notBefore) =>
        notBefore > acceptedAt.UtcDateTime ? new DateTimeOffset(notBefore, TimeSpan.Zero) : acceptedAt;

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
