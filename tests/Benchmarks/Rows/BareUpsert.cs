using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>The fastest way to get rows into a table that may hold them already: COPY into a stage, one guarded upsert, one commit.</summary>
internal static class BareUpsert
{
    /// <summary>Rows a second. Payloads are as long as the ledger's of this connection, and as little compressible.</summary>
    public static async Task<double> RateAsync(NpgsqlDataSource database, string connectionId, int rows, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var payload = new byte[await PayloadAsync(connection, connectionId, cancellationToken)];
        await ExecuteAsync(
            connection,
            """
            CREATE SCHEMA IF NOT EXISTS bench;
            DROP TABLE IF EXISTS bench.entity;
            CREATE TABLE bench.entity (external_id text COLLATE "C" PRIMARY KEY, modified_at timestamptz NOT NULL, content_hash bytea NOT NULL, payload bytea NOT NULL);
            ALTER TABLE bench.entity ALTER payload SET STORAGE EXTERNAL;
            """,
            cancellationToken);

        var ids = Enumerable.Range(0, rows).Select(_ => Guid.NewGuid().ToString()).ToList();
        var hash = new byte[16];
        Random.Shared.NextBytes(payload);
        Random.Shared.NextBytes(hash);
        var at = DateTime.UnixEpoch;
        var clock = Stopwatch.StartNew();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "CREATE TEMP TABLE stage (LIKE bench.entity) ON COMMIT DROP", cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY stage FROM STDIN (FORMAT binary)", cancellationToken))
        {
            foreach (var id in ids)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(id, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(hash, NpgsqlDbType.Bytea, cancellationToken);
                await copy.WriteAsync(payload, NpgsqlDbType.Bytea, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        var written = await ExecuteAsync(
            connection,
            """
            INSERT INTO bench.entity AS e SELECT * FROM stage
            ON CONFLICT (external_id) DO UPDATE SET modified_at = excluded.modified_at, content_hash = excluded.content_hash, payload = excluded.payload
            WHERE e.content_hash IS DISTINCT FROM excluded.content_hash
            """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var rate = rows / clock.Elapsed.TotalSeconds;
        await ExecuteAsync(connection, "DROP TABLE bench.entity", cancellationToken);
        return written == rows ? rate : throw new InvalidMeasurementException($"COPY + upsert wrote {written} of {rows} rows.");
    }

    private static async Task<int> PayloadAsync(NpgsqlConnection connection, string connectionId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(avg(octet_length(payload)), 1000)::int FROM ledger.entity_history JOIN ledger.entity_set USING (set_id) WHERE connection_id = $1 AND entity = 'booking'", connection);
        command.Parameters.AddWithValue(connectionId);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
