using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>
/// Hands each write to one executor at a time, one of a lane at a time, in order. A claim's number fences: whatever an executor commits counts only while
/// nobody has taken the write over.
/// </summary>
internal sealed class WriteQueue(NpgsqlDataSource database, WritePayload payload, WriteBackOptions options)
{
    /// <summary>Those of these connections that may have something to claim. One look, however many they are.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT asked FROM unnest($1::text[]) AS asked
            WHERE EXISTS (
                SELECT 1 FROM write_back
                WHERE connection_id = asked AND state IN ('Queued', 'Running')
                    AND CASE state WHEN 'Queued' THEN not_before <= clock_timestamp() ELSE claimed_until < clock_timestamp() END)
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add(reader.GetString(0));
        return due;
    }

    /// <summary>
    /// Claims what is due and marks it as running, each counted as a call begun unless the vendor is to be asked first. A write left running by an executor that
    /// died is due when its claim has run out, and doubtful.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedWrite>> ClaimAsync(string connectionId, int most, CancellationToken cancellationToken)
    {
        // One claimer of a connection at a time, and the question in a statement of its own, so that it sees what the one before has committed.
        const string turn = "SELECT pg_advisory_xact_lock(hashtextextended($1, 43))";
        const string sql = """
            WITH heads AS (
                SELECT DISTINCT ON (lane) id, doubtful, state, not_before, claimed_until
                FROM write_back
                WHERE connection_id = $1 AND state IN ('Queued', 'Running')
                ORDER BY lane, state = 'Running' DESC, sequence
            ), due AS (
                SELECT id, doubtful FROM heads
                WHERE CASE state WHEN 'Queued' THEN not_before <= clock_timestamp() ELSE claimed_until < clock_timestamp() END
                ORDER BY not_before
                LIMIT $2
            )
            UPDATE write_back w
            SET state = 'Running', claim = w.claim + 1, claimed_until = clock_timestamp() + $3, doubtful = true,
                attempts = w.attempts + CASE WHEN due.doubtful THEN 0 ELSE 1 END
            FROM due
            WHERE w.id = due.id
            RETURNING w.id, w.claim, w.kind, w.payload, due.doubtful, w.failures, clock_timestamp() - w.given_time_at, w.accepted_at, w.correlation_id, w.trace_parent
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand(turn, connection, transaction))
        {
            wait.Parameters.Add(new() { Value = connectionId });
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }

        var claimed = new List<ClaimedWrite>();
        await using (var command = new NpgsqlCommand(sql, connection, transaction))
        {
            command.Parameters.Add(new() { Value = connectionId });
            command.Parameters.Add(new() { Value = most });
            command.Parameters.Add(new() { Value = options.ClaimLength });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                claimed.Add(Read(connectionId, reader));
        }

        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    /// <summary>Keeps others away for another while. False when somebody else has taken the write over.</summary>
    public Task<bool> RenewAsync(ClaimedWrite write, CancellationToken cancellationToken) => ChangeAsync(
        write, "claimed_until = clock_timestamp() + $3", [new() { Value = options.ClaimLength }], cancellationToken);

    /// <summary>Counts a call that begins now, for a write the vendor was asked about first. False as above.</summary>
    public Task<bool> BeginAsync(ClaimedWrite write, CancellationToken cancellationToken) => ChangeAsync(
        write, "attempts = attempts + 1, claimed_until = clock_timestamp() + $3", [new() { Value = options.ClaimLength }], cancellationToken);

    /// <summary>Leaves a write whose outcome is not known for the next executor, at once. False as above.</summary>
    public Task<bool> LeaveAsync(ClaimedWrite write, CancellationToken cancellationToken) =>
        ChangeAsync(write, "claimed_until = '-infinity'", [], cancellationToken);

    /// <summary>Commits what became of a try. False as above: then nothing is committed.</summary>
    public Task<bool> SettleAsync(ClaimedWrite write, WriteVerdict verdict, CancellationToken cancellationToken)
    {
        var settles = verdict.State is WriteBackState.Succeeded or WriteBackState.Failed;
        const string changes = """
            state = $3, not_before = clock_timestamp() + $4, failures = $5, doubtful = $6, reason = $7, vendor_reference = coalesce($8, vendor_reference),
            settled_at = CASE WHEN $9 THEN clock_timestamp() END, unannounced = $10, revision = revision + 1, claimed_until = NULL
            """;
        return ChangeAsync(
            write,
            changes,
            [
                new() { Value = verdict.State.ToString() },
                new() { Value = verdict.Wait },
                new() { Value = verdict.State == WriteBackState.Queued ? write.Failures + 1 : 0 },
                new() { Value = verdict.Doubtful },
                new() { Value = verdict.Reason is { } reason ? payload.Seal(write.Id, reason) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
                new() { Value = (object?)verdict.VendorReference ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = settles },
                new() { Value = verdict.State != WriteBackState.Queued },
            ],
            cancellationToken);
    }

    private async Task<bool> ChangeAsync(ClaimedWrite write, string changes, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"UPDATE write_back SET {changes} WHERE id = $1 AND claim = $2 AND state = 'Running'");
        command.Parameters.Add(new() { Value = write.Id });
        command.Parameters.Add(new() { Value = write.Claim });
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private ClaimedWrite Read(string connectionId, NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        var kind = WriteKind.Find(Enum.Parse<WriteBackKind>(row.GetString(2)));
        var request = payload.Open(id, row.GetFieldValue<byte[]>(3));
        return new ClaimedWrite(
            id,
            connectionId,
            row.GetInt64(1),
            kind,
            request is null ? null : kind.WriteOf(id, row.GetFieldValue<DateTimeOffset>(7), request),
            row.GetBoolean(4),
            row.GetInt32(5),
            row.GetTimeSpan(6),
            row.GetString(8),
            row.IsDBNull(9) ? null : row.GetString(9));
    }
}
