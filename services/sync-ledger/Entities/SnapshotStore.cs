using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>Writes a batch of snapshots of one kind in one transaction, one set-based statement per table.</summary>
internal sealed class SnapshotStore(NpgsqlDataSource database, TimeProvider time)
{
    // LATERAL with LIMIT: an index look-up for each row, also while the planner believes the table to be empty.
    private const string Stored = """
        SELECT i.n, e.ordered_at, e.observed_at, e.content_hash
        FROM unnest($1, $2) WITH ORDINALITY AS i (set_id, external_id, n)
        CROSS JOIN LATERAL (
            SELECT ordered_at, observed_at, content_hash FROM entity WHERE set_id = i.set_id AND external_id = i.external_id LIMIT 1) AS e
        """;

    private const string Known = """
        SELECT i.n
        FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS i (set_id, external_id, ordered_at, observed_at, content_hash, n)
        CROSS JOIN LATERAL (
            SELECT FROM entity_history AS h
            WHERE h.set_id = i.set_id AND h.external_id = i.external_id
              AND h.ordered_at = i.ordered_at AND h.observed_at = i.observed_at AND h.content_hash = i.content_hash
            LIMIT 1) AS h
        """;

    public async Task<Verdict> WriteAsync(EntityKind entity, IReadOnlyList<Snapshot> snapshots, CancellationToken cancellationToken)
    {
        Snapshot[] ordered = [.. snapshots.Order(ByKeyThenVersion.Instance)];

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var sets = await EntitySets.LockAsync(connection, entity, snapshots.Select(snapshot => snapshot.Arrival), cancellationToken);
        var stored = await FindStoredAsync(connection, sets, ordered, cancellationToken);
        var known = await FindKnownAsync(connection, sets, ordered, stored, cancellationToken);

        var verdict = Judge.Of(ordered, stored, known);
        await using (var writes = SnapshotWrites.Of(verdict, sets, time.GetUtcNow().UtcDateTime))
        {
            writes.Connection = connection;
            await writes.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return verdict;
    }

    private static async Task<Dictionary<Snapshot, StoredVersion>> FindStoredAsync(
        NpgsqlConnection connection, EntitySets sets, Snapshot[] ordered, CancellationToken cancellationToken)
    {
        Snapshot[] entities = [.. ordered.Where((snapshot, i) => i == 0 || !ByKeyThenVersion.AreOfOneEntity(ordered[i - 1], snapshot))];
        await using var command = new NpgsqlCommand(Stored, connection)
        {
            Parameters =
            {
                Parameter.Array(NpgsqlDbType.Integer, Array.ConvertAll(entities, first => sets.IdOf(first.Arrival))),
                Parameter.Texts(Array.ConvertAll(entities, first => first.ExternalId)),
            },
        };

        var stored = new Dictionary<Snapshot, StoredVersion>(entities.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored[entities[reader.GetInt64(0) - 1]] =
                new StoredVersion(reader.GetDateTime(1), reader.GetDateTime(2), reader.GetFieldValue<byte[]>(3));
        }

        return stored;
    }

    /// <summary>Rarely anything to look up: only what is not later than the current version.</summary>
    private static async Task<HashSet<Snapshot>> FindKnownAsync(
        NpgsqlConnection connection, EntitySets sets, Snapshot[] ordered, Dictionary<Snapshot, StoredVersion> stored, CancellationToken cancellationToken)
    {
        List<Snapshot> candidates = [];
        StoredVersion? current = null;
        for (var i = 0; i < ordered.Length; i++)
        {
            if (i == 0 || !ByKeyThenVersion.AreOfOneEntity(ordered[i - 1], ordered[i]))
                current = stored.GetValueOrDefault(ordered[i]);
            if (current is not null && Judge.MayBeKnown(ordered[i], current))
                candidates.Add(ordered[i]);
        }

        HashSet<Snapshot> known = [];
        if (candidates.Count == 0)
            return known;

        await using var command = new NpgsqlCommand(Known, connection)
        {
            Parameters =
            {
                Parameter.Array(NpgsqlDbType.Integer, candidates.ConvertAll(version => sets.IdOf(version.Arrival))),
                Parameter.Texts([.. candidates.Select(version => version.ExternalId)]),
                Parameter.Array(NpgsqlDbType.TimestampTz, candidates.ConvertAll(version => version.OrderedAt)),
                Parameter.Array(NpgsqlDbType.TimestampTz, candidates.ConvertAll(version => version.ObservedAt)),
                Parameter.Array(NpgsqlDbType.Bytea, candidates.ConvertAll(version => version.ContentHash)),
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            known.Add(candidates[(int)reader.GetInt64(0) - 1]);
        return known;
    }
}
