using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>The last version of every record whose event the broker has confirmed: what equals it is not published again.</summary>
internal static class KnownVersions
{
    /// <summary>Those snapshots that differ from what is known. One statement however long the page.</summary>
    public static async Task<List<Versioned<T>>> DifferentAsync<T>(
        NpgsqlDataSource database, string connectionId, EntityShape<T> shape, List<Versioned<T>> snapshots, CancellationToken cancellationToken)
    {
        if (snapshots.Count == 0)
            return snapshots;

        // LATERAL with LIMIT: an index look-up for each record, also while the planner believes the table to be empty, as it does in a first sync.
        const string sql = """
            SELECT wanted.place::int
            FROM unnest($3::text[], $4::bytea[]) WITH ORDINALITY AS wanted (external_id, content_hash, place)
            LEFT JOIN LATERAL (
                SELECT content_hash FROM known_version
                WHERE connection_id = $1 AND entity = $2 AND external_id = wanted.external_id
                LIMIT 1) AS known ON true
            WHERE known.content_hash IS DISTINCT FROM wanted.content_hash
            ORDER BY wanted.place
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = shape.Kind.ToString() });
        command.Parameters.Add(new() { Value = snapshots.Select(snapshot => shape.Id(snapshot.Value)).ToArray() });
        command.Parameters.Add(new() { Value = snapshots.Select(HashOf).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var different = new List<Versioned<T>>();
        while (await reader.ReadAsync(cancellationToken))
            different.Add(snapshots[reader.GetInt32(0) - 1]);
        return different;
    }

    /// <summary>Remembers confirmed versions within the checkpoint's transaction. An older version never replaces a newer one.</summary>
    public static NpgsqlBatchCommand Remember<T>(string connectionId, EntityShape<T> shape, List<Versioned<T>> confirmed)
    {
        const string sql = """
            INSERT INTO known_version AS known (connection_id, entity, external_id, ordered_at, observed_at, content_hash)
            SELECT $1, $2, external_id, ordered_at, observed_at, content_hash
            FROM unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::bytea[]) AS fresh (external_id, ordered_at, observed_at, content_hash)
            ORDER BY external_id
            ON CONFLICT (connection_id, entity, external_id) DO UPDATE
            SET ordered_at = excluded.ordered_at, observed_at = excluded.observed_at, content_hash = excluded.content_hash
            WHERE (excluded.ordered_at, excluded.observed_at) >= (known.ordered_at, known.observed_at)
            """;
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = shape.Kind.ToString() });
        command.Parameters.Add(new() { Value = confirmed.Select(snapshot => shape.Id(snapshot.Value)).ToArray() });
        command.Parameters.Add(Instants(confirmed.Select(snapshot => snapshot.Version.OrderedAt)));
        command.Parameters.Add(Instants(confirmed.Select(snapshot => snapshot.Version.ObservedAt)));
        command.Parameters.Add(new() { Value = confirmed.Select(HashOf).ToArray() });
        return command;
    }

    private static NpgsqlParameter Instants(IEnumerable<DateTimeOffset> instants) => new()
    {
        Value = instants.Select(instant => instant.UtcDateTime).ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
    };

    private static byte[] HashOf<T>(Versioned<T> snapshot) => Convert.FromHexString(snapshot.Version.ContentHash);
}
