using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>A delivery that is being worked off.</summary>
internal sealed record InboxRow(
    Guid Id, string HotelId, InboxForm Form, byte[] Payload, byte[]? Headers, string CorrelationId, DateTimeOffset ReceivedAt, DateTimeOffset QueuedAt, int Attempts);

/// <summary>How a delivery ended.</summary>
/// <param name="Id">Which.</param>
/// <param name="State">How.</param>
/// <param name="Reason">Why, for an operator; null when there is nothing to say.</param>
/// <param name="Changed">How many of its records were news.</param>
internal sealed record Verdict(Guid Id, InboxState State, string? Reason, int Changed);

/// <summary>The statements of those who work deliveries off.</summary>
internal sealed class InboxWork(NpgsqlDataSource database, InboxOptions options, TimeProvider time)
{
    /// <summary>Several messages' worth: while the broker confirms one the next are on their way.</summary>
    private const int MostTogether = 3 * EventContext.MostItems;

    /// <summary>Bytes that deliveries taken together may have; one that has more comes alone.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    private const int LongestReason = 500;

    /// <summary>Those lanes of these connections that have something to do now.</summary>
    public async Task<IReadOnlyList<Lane>> DueAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT lane.connection_id, lane.named
            FROM (SELECT connection_id, named FROM unnest($1::text[]) AS connection_id, unnest('{f,t}'::boolean[]) AS named) AS lane
            WHERE EXISTS (
                SELECT 1 FROM inbox
                WHERE connection_id = lane.connection_id AND named = lane.named AND state = 'Received' AND due_at <= $2)
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionIds.ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lanes = new List<Lane>();
        while (await reader.ReadAsync(cancellationToken))
            lanes.Add(new Lane(reader.GetString(0), reader.GetBoolean(1)));
        return lanes;
    }

    /// <summary>
    /// Takes what is due, oldest first; with named ones also those that would be in a moment. From now on an equal body is a new delivery where records are
    /// to be fetched: what it tells of may happen after the fetch.
    /// </summary>
    public async Task<List<InboxRow>> TakeAsync(Lane lane, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE inbox SET
                attempts = attempts + 1,
                delivery_key = CASE WHEN named AND key_until IS NOT NULL THEN NULL ELSE delivery_key END
            FROM (
                SELECT oldest AS taken, sum(bytes) OVER (ORDER BY due, oldest) - bytes AS before
                FROM (
                    SELECT id AS oldest, due_at AS due, size AS bytes FROM inbox
                    WHERE connection_id = $1 AND named = $2 AND state = 'Received' AND due_at <= $4
                        AND EXISTS (SELECT 1 FROM inbox WHERE connection_id = $1 AND named = $2 AND state = 'Received' AND due_at <= $3)
                    ORDER BY due_at, id
                    LIMIT $5
                    FOR UPDATE SKIP LOCKED) AS waiting) AS measured
            WHERE id = taken AND before < $6
            RETURNING id, hotel_id, form, payload, headers, correlation_id, received_at, queued_at, attempts
            """;
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = lane.ConnectionId });
        command.Parameters.Add(new() { Value = lane.Named });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = (lane.Named ? now + options.CoalescingWindow : now).UtcDateTime });
        command.Parameters.Add(new() { Value = MostTogether });
        command.Parameters.Add(new() { Value = MostBytes });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<InboxRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new InboxRow(
                reader.GetGuid(0),
                reader.GetString(1),
                Enum.Parse<InboxForm>(reader.GetString(2)),
                reader.GetFieldValue<byte[]>(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4),
                reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetFieldValue<DateTimeOffset>(7),
                reader.GetInt32(8)));
        }

        rows.Sort((one, other) => one.Id.CompareTo(other.Id));
        return rows;
    }

    /// <summary>
    /// Ends deliveries together with what they led to, only while the lease is ours. What failed may come again and is then a new delivery.
    /// </summary>
    /// <exception cref="Sync.LeaseLostException">Another replica works this connection off now.</exception>
    public async Task SettleAsync(
        string lease, long fencing, IReadOnlyCollection<Verdict> verdicts, IEnumerable<NpgsqlBatchCommand> together, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE inbox SET
                state = ended.state, reason = ended.reason, changed = ended.changed, settled_at = $1,
                delivery_key = CASE WHEN ended.state IN ('Failed', 'Quarantined') THEN NULL ELSE delivery_key END
            FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[]) AS ended (ended_id, state, reason, changed), connection_lease AS lease
            WHERE id = ended_id AND inbox.state = 'Received' AND lease.connection_id = $6 AND lease.fencing = $7
            """;
        var settling = new NpgsqlBatchCommand(sql);
        settling.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        settling.Parameters.Add(new() { Value = verdicts.Select(verdict => verdict.Id).ToArray() });
        settling.Parameters.Add(new() { Value = verdicts.Select(verdict => verdict.State.ToString()).ToArray() });
        settling.Parameters.Add(new() { Value = verdicts.Select(verdict => Cut(verdict.Reason)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        settling.Parameters.Add(new() { Value = verdicts.Select(verdict => verdict.Changed).ToArray() });
        settling.Parameters.Add(new() { Value = lease });
        settling.Parameters.Add(new() { Value = fencing });

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(settling);
        foreach (var command in together)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (settling.RecordsAffected != verdicts.Count)
            throw new Sync.LeaseLostException();
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whether a delivery has been tried for as long as one is: since it came, or since somebody asked for it again.</summary>
    public bool IsTooOld(InboxRow row) => row.QueuedAt <= time.GetUtcNow() - options.GiveUpAfter;

    /// <summary>Leaves deliveries for a later try.</summary>
    public async Task RestAsync(IReadOnlyCollection<Guid> ids, TimeSpan rest, string reason, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE inbox SET due_at = $2, reason = $3 WHERE id = ANY ($1) AND state = 'Received'";
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = (time.GetUtcNow() + rest).UtcDateTime });
        command.Parameters.Add(new() { Value = Cut(reason) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes what is old and worked off, a thousand at a time, and forgets bodies whose time is over.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        const string forget = "UPDATE inbox SET delivery_key = NULL WHERE delivery_key IS NOT NULL AND key_until <= $1";
        const string delete = """
            DELETE FROM inbox WHERE id IN (
                SELECT id FROM inbox WHERE id < $1 AND state <> 'Received' AND settled_at < $2 ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """;
        var now = time.GetUtcNow();
        await using (var command = database.CreateCommand(forget))
        {
            command.Parameters.Add(new() { Value = now.UtcDateTime });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        var deleted = 0;
        while (true)
        {
            await using var command = database.CreateCommand(delete);
            command.Parameters.Add(new() { Value = InboxIds.FirstAt(now - options.Retention) });
            command.Parameters.Add(new() { Value = (now - options.Retention).UtcDateTime });
            var some = await command.ExecuteNonQueryAsync(cancellationToken);
            deleted += some;
            if (some < 1000)
                return deleted;
        }
    }

    private static string? Cut(string? reason) => reason is { Length: > LongestReason } ? reason[..LongestReason] : reason;
}
