using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Removals;

namespace PmsPlatform.Connectors.Runtime.Reconciliation;

/// <summary>What a reconciliation has met, and what is known and was not met. It is in the database, so that a run goes on after a crash.</summary>
internal sealed class SeenRecords(NpgsqlDataSource database)
{
    // Known and neither met nor asked for yet. What quarantine holds is at the vendor; what was read since the run began is too, whatever a list says.
    private const string Missing = """
        FROM known_version AS known
        WHERE known.connection_id = $2 AND known.entity = $3 AND known.content_hash <> $4 AND known.observed_at < $5
          AND NOT EXISTS (SELECT FROM seen_record AS seen WHERE seen.run_id = $1 AND seen.external_id = known.external_id)
          AND NOT EXISTS (
              SELECT FROM quarantine AS held
              WHERE held.connection_id = $2 AND held.entity = $3 AND held.resolved_at IS NULL AND held.external_id = known.external_id)
        """;

    private static readonly byte[] HashOfRemoval = Convert.FromHexString(ContentHash.OfRemoval);

    /// <summary>The statement that notes ids as met, within the transaction of a checkpoint.</summary>
    public static NpgsqlBatchCommand Note(Guid runId, IEnumerable<string> externalIds) => Note(runId, externalIds, goneAt: null);

    /// <summary>The statement that notes ids as missing at the vendor, confirmed at an instant.</summary>
    public static NpgsqlBatchCommand NoteGone(Guid runId, IEnumerable<string> externalIds, DateTimeOffset goneAt) => Note(runId, externalIds, goneAt.UtcDateTime);

    /// <summary>The next ids that are known and were not met, at most so many.</summary>
    public async Task<List<string>> MissingAsync(SyncRun run, int most, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT known.external_id {Missing} ORDER BY known.external_id LIMIT $6", run);
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetString(0));
        return ids;
    }

    /// <summary>How many records are known, and how many of them are confirmed as gone and not removed yet.</summary>
    public async Task<(long Known, long Gone)> CountAsync(SyncRun run, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT count(*), count(gone.gone_at)
            FROM known_version AS known
            LEFT JOIN seen_record AS gone ON gone.run_id = $1 AND gone.external_id = known.external_id AND gone.gone_at > known.observed_at
            WHERE known.connection_id = $2 AND known.entity = $3 AND known.content_hash <> $4
            """;
        await using var command = Command(sql, run, startedAt: false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The next removals to publish. A record that was read again since it was found missing is not among them.</summary>
    public async Task<List<RemovedRecord>> RemovalsAsync(SyncRun run, int most, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT known.external_id, known.ordered_at, gone.gone_at
            FROM seen_record AS gone
            JOIN known_version AS known ON known.connection_id = $2 AND known.entity = $3 AND known.external_id = gone.external_id
            WHERE gone.run_id = $1 AND gone.gone_at > known.observed_at AND known.content_hash <> $4
            ORDER BY known.external_id
            LIMIT $5
            """;
        await using var command = Command(sql, run, startedAt: false);
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var removals = new List<RemovedRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            removals.Add(new RemovedRecord
            {
                ExternalId = reader.GetString(0),
                Version = new EntityVersion
                {
                    ModifiedAt = reader.GetFieldValue<DateTimeOffset>(1),
                    ObservedAt = reader.GetFieldValue<DateTimeOffset>(2),
                    ContentHash = ContentHash.OfRemoval,
                },
            });
        }

        return removals;
    }

    /// <summary>Forgets what runs that have ended had met.</summary>
    public async Task ForgetEndedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "DELETE FROM seen_record WHERE run_id IN (SELECT id FROM sync_run WHERE mode = 'Reconcile' AND state IN ('Completed', 'Failed'))");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Note(Guid runId, IEnumerable<string> externalIds, DateTime? goneAt) => new(
        """
        INSERT INTO seen_record (run_id, external_id, gone_at)
        SELECT DISTINCT $1, external_id, $3 FROM unnest($2) AS met (external_id)
        ON CONFLICT (run_id, external_id) DO NOTHING
        """)
    {
        Parameters =
        {
            new() { Value = runId },
            new() { Value = externalIds.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = (object?)goneAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };

    private NpgsqlCommand Command(string sql, SyncRun run, bool startedAt = true)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = run.ConnectionId });
        command.Parameters.Add(new() { Value = run.Scope.Entity.ToString() });
        command.Parameters.Add(new() { Value = HashOfRemoval });
        if (startedAt)
            command.Parameters.Add(new() { Value = run.StartedAt!.Value.UtcDateTime });
        return command;
    }
}
