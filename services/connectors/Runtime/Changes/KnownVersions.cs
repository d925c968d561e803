using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Removals;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>The last version of every record whose event the broker has confirmed: what equals it is not published again.</summary>
internal static class KnownVersions
{
    private static readonly byte[] HashOfRemoval = Convert.FromHexString(ContentHash.OfRemoval);

    /// <summary>
    /// Those snapshots that differ from what is known, and how many of them were not known at all, or known as removed. One statement however long the page.
    /// </summary>
    public static async Task<(List<Versioned<T>> Snapshots, int Added)> DifferentAsync<T>(
        NpgsqlDataSource database, string connectionId, EntityShape<T> shape, List<Versioned<T>> snapshots, CancellationToken cancellationToken)
    {
        if (snapshots.Count == 0)
            return (snapshots, 0);

        // LATERAL with LIMIT: an index look-up for each record, also while the planner believes the table to be empty, as it does in a first sync.
        const string sql = """
            SELECT wanted.place::int, known.content_hash IS NULL OR known.content_hash = $5
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
        command.Parameters.Add(new() { Value = snapshots.Select(snapshot => HashOf(snapshot.Version)).ToArray() });
        command.Parameters.Add(new() { Value = HashOfRemoval });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var different = new List<Versioned<T>>();
        var added = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            different.Add(snapshots[reader.GetInt32(0) - 1]);
            added += reader.GetBoolean(1) ? 1 : 0;
        }

        return (different, added);
    }

    /// <summary>The content hashes of the last confirmed versions of some records, <see cref="ContentHash.OfRemoval"/> for removed ones; what is not known is left out.</summary>
    public static async Task<Dictionary<string, string>> HashesAsync(
        NpgsqlDataSource database, string connectionId, EntityKind entity, string[] externalIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT external_id, content_hash FROM known_version WHERE connection_id = $1 AND entity = $2 AND external_id = ANY ($3)");
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = entity.ToString() });
        command.Parameters.Add(new() { Value = externalIds });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            hashes.Add(reader.GetString(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)));
        return hashes;
    }

    /// <summary>Remembers confirmed versions within the checkpoint's transaction. An older version never replaces a newer one.</summary>
    public static NpgsqlBatchCommand Remember<T>(string connectionId, EntityShape<T> shape, List<Versioned<T>> confirmed) =>
        Remember(connectionId, shape.Kind, confirmed.ConvertAll(snapshot => (shape.Id(snapshot.Value), snapshot.Version)));

    /// <summary>Remembers confirmed removals in the same way: what comes back differs from them and is published, whatever it holds.</summary>
    public static NpgsqlBatchCommand Remember(string connectionId, EntityKind entity, List<RemovedRecord> removed) =>
        Remember(connectionId, entity, removed.ConvertAll(record => (record.ExternalId, record.Version)));

    private static NpgsqlBatchCommand Remember(string connectionId, EntityKind entity, List<(string Id, EntityVersion Version)> confirmed)
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
        command.Parameters.Add(new() { Value = entity.ToString() });
        command.Parameters.Add(new() { Value = confirmed.Select(snapshot => snapshot.Id).ToArray() });
        command.Parameters.Add(Instants(confirmed.Select(snapshot => snapshot.Version.OrderedAt)));
        command.Parameters.Add(Instants(confirmed.Select(snapshot => snapshot.Version.ObservedAt)));
        command.Parameters.Add(new() { Value = confirmed.Select(snapshot => HashOf(snapshot.Version)).ToArray() });
        return command;
    }

    private static NpgsqlParameter Instants(IEnumerable<DateTimeOffset> instants) => new()
    {
        Value = instants.Select(instant => instant.UtcDateTime).ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
    };

    private static byte[] HashOf(EntityVersion version) => Convert.FromHexString(version.ContentHash);
}
