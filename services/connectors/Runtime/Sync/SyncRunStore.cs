using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Runs, asked for, going on and ended. A run asked for is a row before anybody is told so: it survives a crash.</summary>
internal sealed class SyncRunStore(NpgsqlDataSource database, HotelScope callers, TimeProvider time)
{
    private const string Columns = """
        id, connection_id, hotel_id, entity, mode, since, changed_since, from_date, until_date, record_limit, state, correlation_id,
        started_at, ended_at, attempts, cursor, processed, changed, unchanged, related, failed, vendor_calls, pages, total, error_kind, reason, trace_parent,
        fraction, carried, read_from, read_until, estimated_end, calls_left,
        force, listed_at, drift_missed, drift_added, drift_removed, drift_withheld
        """;

    private const string Enqueue = """
        WITH same AS (
            SELECT id FROM sync_run
            WHERE connection_id = $2 AND state = 'Queued' AND entity = $4 AND mode = $5 AND since IS NOT DISTINCT FROM $6
              AND from_date IS NOT DISTINCT FROM $7 AND until_date IS NOT DISTINCT FROM $8 AND record_limit IS NOT DISTINCT FROM $9
              AND force IS NOT DISTINCT FROM $12
            LIMIT 1
        ), fresh AS (
            INSERT INTO sync_run (id, connection_id, hotel_id, entity, mode, since, from_date, until_date, record_limit, state, correlation_id, trace_parent, force)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 'Queued', $10, $11, $12
            WHERE NOT EXISTS (SELECT FROM same)
            RETURNING id
        )
        SELECT id FROM fresh UNION ALL SELECT id FROM same
        """;

    /// <summary>Queues a run that the connector itself wants, or gives the one with the same scope that is waiting already: asking twice reads once.</summary>
    public async Task<Guid> EnqueueAsync(string connectionId, string hotelId, SyncRunScope scope, string correlationId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Enqueue);
        command.Parameters.AddRange(Wanted(connectionId, hotelId, scope, correlationId));
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The same for a caller, to whose hotels the statement is bound.</summary>
    public async Task<Guid> EnqueueAsync(
        CallerIdentity caller, string connectionId, string hotelId, SyncRunScope scope, string correlationId, CancellationToken cancellationToken) =>
        (await callers.RunAsync(caller, Enqueue, Wanted(connectionId, hotelId, scope, correlationId), row => row.GetGuid(0), cancellationToken))[0];

    /// <summary>The run that a crash interrupted, else the one that has waited longest and may begin. Null when there is nothing to do.</summary>
    public async Task<SyncRun?> NextAsync(string connectionId, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns} FROM sync_run
            WHERE connection_id = $1 AND state IN ('Queued', 'Running') AND not_before <= clock_timestamp()
            ORDER BY state = 'Running' DESC, requested_at
            LIMIT 1
            """;
        return (await ReadAsync(sql, [new() { Value = connectionId }], cancellationToken)).SingleOrDefault();
    }

    public async Task<SyncRun?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT {Columns} FROM sync_run WHERE id = $1", [new() { Value = id }], cancellationToken)).SingleOrDefault();

    /// <summary>A run of the caller's hotels; null when there is none.</summary>
    public async Task<SyncRun?> FindAsync(CallerIdentity caller, Guid id, CancellationToken cancellationToken) =>
        (await callers.RunAsync(
            caller, $"SELECT {Columns} FROM sync_run WHERE id = $1 AND hotel_id = ANY ($2)", [new() { Value = id }, HotelScope.HotelsOf(caller)], Read, cancellationToken)).SingleOrDefault();

    /// <summary>The newest runs of the caller's hotels.</summary>
    public Task<IReadOnlyList<SyncRun>> RecentAsync(CallerIdentity caller, int limit, CancellationToken cancellationToken) => callers.RunAsync(
        caller,
        $"SELECT {Columns} FROM sync_run WHERE hotel_id = ANY ($1) ORDER BY requested_at DESC LIMIT $2",
        [HotelScope.HotelsOf(caller), new() { Value = limit }],
        Read,
        cancellationToken);

    /// <summary>
    /// Marks a run as begun and gives it as it is now. A new run of a scope whose last run failed within a day goes on from that one's checkpoint, with
    /// its beginning: what was confirmed is not read again. A reconciliation begins anew: what it has seen is its own.
    /// </summary>
    public async Task<SyncRun> StartAsync(SyncRun run, DateTimeOffset? changedSince, CancellationToken cancellationToken)
    {
        const string sql = $"""
            WITH failed AS (
                SELECT f.cursor, f.started_at, f.changed_since, f.fraction, f.processed + f.carried AS carried, f.read_from, f.read_until
                FROM sync_run f JOIN sync_run r ON r.id = $1
                WHERE f.connection_id = r.connection_id AND f.entity = r.entity AND f.mode = r.mode AND r.state = 'Queued'
                  AND f.mode <> 'Reconcile'
                  AND f.since IS NOT DISTINCT FROM r.since AND f.from_date IS NOT DISTINCT FROM r.from_date
                  AND f.until_date IS NOT DISTINCT FROM r.until_date AND f.record_limit IS NULL AND r.record_limit IS NULL
                  AND f.state = 'Failed' AND f.cursor IS NOT NULL AND f.ended_at > clock_timestamp() - interval '1 day'
                  AND NOT EXISTS (SELECT FROM sync_run later WHERE later.connection_id = f.connection_id AND later.entity = f.entity
                      AND later.mode = f.mode AND later.state = 'Completed' AND later.ended_at > f.ended_at)
                ORDER BY f.ended_at DESC
                LIMIT 1
            )
            UPDATE sync_run r
            SET state = 'Running', attempts = r.attempts + 1,
                cursor = coalesce(r.cursor, (SELECT cursor FROM failed)),
                started_at = coalesce(r.started_at, (SELECT started_at FROM failed), $2),
                changed_since = coalesce(r.changed_since, (SELECT changed_since FROM failed), $3),
                fraction = coalesce(r.fraction, (SELECT fraction FROM failed)),
                carried = CASE WHEN r.carried <> 0 THEN r.carried ELSE coalesce((SELECT carried FROM failed), 0) END,
                read_from = coalesce(r.read_from, (SELECT read_from FROM failed)), read_until = coalesce(r.read_until, (SELECT read_until FROM failed))
            WHERE r.id = $1
            RETURNING {Columns}
            """;
        var rows = await ReadAsync(sql, [new() { Value = run.Id }, Instant(time.GetUtcNow()), Instant(changedSince)], cancellationToken);
        return rows.Single();
    }

    /// <summary>The statement of a checkpoint: totals and cursor, only while the lease is ours. It touches no row when another replica has taken over.</summary>
    public static NpgsqlBatchCommand Checkpoint(Guid runId, SyncCounts counts, RunMark mark, string? cursor, long fencing)
    {
        const string sql = """
            UPDATE sync_run r
            SET cursor = $2, processed = $3, changed = $4, unchanged = $5, related = $6, failed = $7, vendor_calls = $8, pages = $9, total = $10,
                fraction = $12, read_from = $13, read_until = $14, estimated_end = $15, calls_left = $16
            FROM connection_lease l
            WHERE r.id = $1 AND r.state = 'Running' AND l.connection_id = r.connection_id AND l.fencing = $11
            """;
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = (object?)cursor ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = counts.Processed });
        command.Parameters.Add(new() { Value = counts.Changed });
        command.Parameters.Add(new() { Value = counts.Unchanged });
        command.Parameters.Add(new() { Value = counts.Related });
        command.Parameters.Add(new() { Value = counts.Failed });
        command.Parameters.Add(new() { Value = counts.VendorCalls });
        command.Parameters.Add(new() { Value = counts.Pages });
        command.Parameters.Add(new() { Value = (object?)counts.Total ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = fencing });
        command.Parameters.Add(new() { Value = (object?)mark.Fraction ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double });
        command.Parameters.Add(Date(mark.ReadFrom));
        command.Parameters.Add(Date(mark.ReadUntil));
        command.Parameters.Add(Instant(mark.EstimatedEnd));
        command.Parameters.Add(new() { Value = (object?)mark.CallsLeft ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return command;
    }

    /// <summary>The statement that notes what a reconciliation has found, and whether the vendor's whole list has been read.</summary>
    public static NpgsqlBatchCommand NoteDrift(Guid runId, SyncDrift drift, bool listed) => new(
        """
        UPDATE sync_run
        SET drift_missed = $2, drift_added = $3, drift_removed = $4, drift_withheld = $5,
            listed_at = CASE WHEN $6 THEN coalesce(listed_at, clock_timestamp()) END
        WHERE id = $1
        """)
    {
        Parameters =
        {
            new() { Value = runId },
            new() { Value = drift.Missed },
            new() { Value = drift.Added },
            new() { Value = drift.Removed },
            new() { Value = drift.Withheld },
            new() { Value = listed },
        },
    };

    /// <summary>Commits a checkpoint, which is the first statement, together with what was learned.</summary>
    /// <exception cref="LeaseLostException">The checkpoint touched no row: another replica has taken over.</exception>
    public async Task CommitAsync(IReadOnlyList<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (commands[0].RecordsAffected == 0)
            throw new LeaseLostException();
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Ends a run and, when it read everything there was, moves the watermark to its beginning.</summary>
    public async Task<DateTimeOffset> CompleteAsync(SyncRun run, bool movesWatermark, CancellationToken cancellationToken)
    {
        const string sql = """
            WITH ended AS (
                UPDATE sync_run SET state = 'Completed', ended_at = $2, cursor = NULL, error_kind = NULL, reason = NULL WHERE id = $1
                RETURNING connection_id, entity, started_at
            )
            INSERT INTO watermark AS mark (connection_id, entity, read_from)
            SELECT connection_id, entity, started_at FROM ended WHERE $3
            ON CONFLICT (connection_id, entity) DO UPDATE SET read_from = greatest(mark.read_from, excluded.read_from)
            """;
        var endedAt = time.GetUtcNow();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(Instant(endedAt));
        command.Parameters.Add(new() { Value = movesWatermark });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return endedAt;
    }

    /// <summary>Gives up; the checkpoint stays for the next run of the same scope.</summary>
    public async Task<DateTimeOffset> FailAsync(Guid runId, string errorKind, string reason, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE sync_run SET state = 'Failed', ended_at = $2, error_kind = $3, reason = $4 WHERE id = $1";
        var endedAt = time.GetUtcNow();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(Instant(endedAt));
        command.Parameters.Add(new() { Value = errorKind });
        command.Parameters.Add(new() { Value = reason });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return endedAt;
    }

    /// <summary>Lets a run rest: it goes on from its checkpoint later, and the reason shows meanwhile. When it ends nobody knows now.</summary>
    public Task RestAsync(Guid runId, TimeSpan rest, string errorKind, string reason, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE sync_run SET not_before = clock_timestamp() + $2, error_kind = $3, reason = $4, estimated_end = NULL, calls_left = NULL WHERE id = $1",
        [new() { Value = runId }, new() { Value = rest }, new() { Value = errorKind }, new() { Value = reason }],
        cancellationToken);

    /// <summary>Forgets a checkpoint whose cursor the vendor no longer accepts: everything is read again.</summary>
    public Task ForgetCursorAsync(Guid runId, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE sync_run SET cursor = NULL, carried = -processed WHERE id = $1", [new() { Value = runId }], cancellationToken);

    /// <summary>From where the next incremental run begins. Null before the first complete read.</summary>
    public async Task<DateTimeOffset?> WatermarkAsync(string connectionId, EntityKind entity, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT read_from FROM watermark WHERE connection_id = $1 AND entity = $2");
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = entity.ToString() });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime instant ? new DateTimeOffset(instant, TimeSpan.Zero) : null;
    }

    private NpgsqlParameter[] Wanted(string connectionId, string hotelId, SyncRunScope scope, string correlationId) =>
    [
        new() { Value = Guid.CreateVersion7(time.GetUtcNow()) },
        new() { Value = connectionId },
        new() { Value = hotelId },
        new() { Value = scope.Entity.ToString() },
        new() { Value = scope.Mode.ToString() },
        Instant(scope.Since),
        Date(scope.From),
        Date(scope.Until),
        new() { Value = (object?)scope.Limit ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
        new() { Value = correlationId },
        new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = (object?)scope.Force ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean },
    ];

    private async Task ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<SyncRun>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<SyncRun>();
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(Read(reader));
        return runs;
    }

    private static SyncRun Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        ConnectionId = row.GetString(1),
        HotelId = row.GetString(2),
        Scope = new SyncRunScope
        {
            Entity = Enum.Parse<EntityKind>(row.GetString(3)),
            Mode = Enum.Parse<SyncMode>(row.GetString(4)),
            Since = InstantAt(row, 5),
            From = row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7),
            Until = row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8),
            Limit = row.IsDBNull(9) ? null : row.GetInt32(9),
            Force = row.IsDBNull(33) ? null : row.GetBoolean(33),
        },
        ChangedSince = InstantAt(row, 6),
        State = Enum.Parse<SyncRunState>(row.GetString(10)),
        CorrelationId = row.GetString(11),
        StartedAt = InstantAt(row, 12),
        EndedAt = InstantAt(row, 13),
        Attempts = row.GetInt32(14),
        Cursor = row.IsDBNull(15) ? null : row.GetString(15),
        Counts = new SyncCounts
        {
            Processed = row.GetInt64(16),
            Changed = row.GetInt64(17),
            Unchanged = row.GetInt64(18),
            Related = row.GetInt64(19),
            Failed = row.GetInt64(20),
            VendorCalls = row.GetInt64(21),
            Pages = row.GetInt64(22),
            Total = row.IsDBNull(23) ? null : row.GetInt64(23),
            Drift = row.GetString(4) is nameof(SyncMode.Reconcile)
                ? new SyncDrift { Missed = row.GetInt64(35), Added = row.GetInt64(36), Removed = row.GetInt64(37), Withheld = row.GetInt64(38) }
                : null,
        },
        ListedAt = InstantAt(row, 34),
        ErrorKind = row.IsDBNull(24) ? null : row.GetString(24),
        Reason = row.IsDBNull(25) ? null : row.GetString(25),
        TraceParent = row.IsDBNull(26) ? null : row.GetString(26),
        Carried = row.GetInt64(28),
        Mark = new RunMark
        {
            Fraction = row.IsDBNull(27) ? null : row.GetDouble(27),
            ReadFrom = row.IsDBNull(29) ? null : row.GetFieldValue<DateOnly>(29),
            ReadUntil = row.IsDBNull(30) ? null : row.GetFieldValue<DateOnly>(30),
            EstimatedEnd = InstantAt(row, 31),
            CallsLeft = row.IsDBNull(32) ? null : row.GetInt64(32),
        },
    };

    private static DateTimeOffset? InstantAt(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlParameter Instant(DateTimeOffset? instant) =>
        new() { Value = (object?)instant?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter Date(DateOnly? date) => new() { Value = (object?)date ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };
}
