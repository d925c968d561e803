using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Privacy;

/// <summary>Place of a version in the history of its set.</summary>
internal sealed record VersionKey(string ExternalId, DateTime OrderedAt, DateTime ObservedAt, byte[] ContentHash, DateTime RecordedAt)
{
    public static VersionKey First { get; } = new("", DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), [], DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc));
}

/// <summary>All entities of one kind of one connection.</summary>
internal sealed record VersionSet(int Id, EntityKind Entity, string HotelId, string ConnectionId);

/// <summary>Reads versions with their content, a page at a time, and puts other content in their place: hashes and times stay, so that the order of versions does.</summary>
internal sealed class PersonalVersions(NpgsqlDataSource database, Payloads payloads)
{
    private const int AtOnce = 500;

    private const string Next = """
        SELECT external_id, ordered_at, observed_at, content_hash, recorded_at, payload FROM entity_history
        WHERE set_id = $1 AND payload IS NOT NULL AND ($7::text[] IS NULL OR external_id = ANY ($7))
          AND (external_id, ordered_at, observed_at, content_hash, recorded_at) > ($2, $3, $4, $5, $6)
        ORDER BY external_id, ordered_at, observed_at, content_hash, recorded_at
        LIMIT $8
        """;

    private const string Replace = """
        UPDATE entity_history AS h SET payload = i.payload
        FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::bytea[], $6::timestamptz[], $7::bytea[])
            AS i (external_id, ordered_at, observed_at, content_hash, recorded_at, payload)
        WHERE h.set_id = $1 AND h.external_id = i.external_id AND h.ordered_at = i.ordered_at AND h.observed_at = i.observed_at
          AND h.content_hash = i.content_hash AND h.recorded_at = i.recorded_at
        """;

    /// <summary>The sets of a connection that hold persons.</summary>
    public async Task<List<VersionSet>> SetsAsync(string hotelId, string connectionId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT set_id, entity FROM entity_set WHERE hotel_id = $1 AND connection_id = $2 AND entity IN ('booking', 'guest') ORDER BY entity");
        command.Parameters.Add(Parameter.Text(hotelId));
        command.Parameters.Add(Parameter.Text(connectionId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<VersionSet> sets = [];
        while (await reader.ReadAsync(cancellationToken))
            sets.Add(new VersionSet(reader.GetInt32(0), EntityNames.FromColumn(reader.GetString(1)), hotelId, connectionId));
        return sets;
    }

    /// <summary>Every version with its content, opened.</summary>
    /// <param name="set">Of which set.</param>
    /// <param name="ids">Of these entities only; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<(VersionKey Key, byte[] Json)> ReadAsync(
        VersionSet set, IReadOnlyCollection<string>? ids, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = VersionKey.First;
        while (true)
        {
            var page = await PageAsync(set, ids, last, cancellationToken);
            foreach (var (key, payload) in page)
                yield return (key, payloads.Open(payload, set.Entity, set.HotelId, set.ConnectionId, key.ExternalId));
            if (page.Count < AtOnce)
                yield break;
            last = page[^1].Key;
        }
    }

    /// <summary>Has every version's content made anew; page by page, so that a crash leaves what was done done.</summary>
    /// <param name="set">Of which set.</param>
    /// <param name="ids">Of these entities only; null for all.</param>
    /// <param name="rest">What is left of a content; null when it stays.</param>
    /// <param name="cancellationToken">Ends it; what was written stays.</param>
    /// <returns>How many versions have another content now.</returns>
    /// <exception cref="JsonException">A content is no JSON object.</exception>
    public async Task<long> RewriteAsync(VersionSet set, IReadOnlyCollection<string>? ids, Func<byte[], byte[]?> rest, CancellationToken cancellationToken)
    {
        var last = VersionKey.First;
        for (var rewritten = 0L; ;)
        {
            var page = await PageAsync(set, ids, last, cancellationToken);
            var changed = page
                .Select(version => (version.Key, Left: rest(payloads.Open(version.Payload, set.Entity, set.HotelId, set.ConnectionId, version.Key.ExternalId))))
                .Where(version => version.Left is not null)
                .ToList();
            if (changed.Count > 0)
                rewritten += await ReplaceAsync(set, changed!, cancellationToken);
            if (page.Count < AtOnce)
                return rewritten;
            last = page[^1].Key;
        }
    }

    private async Task<List<(VersionKey Key, byte[] Payload)>> PageAsync(VersionSet set, IReadOnlyCollection<string>? ids, VersionKey after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Next);
        command.Parameters.Add(Parameter.Of<int>(NpgsqlDbType.Integer, set.Id));
        command.Parameters.Add(Parameter.Text(after.ExternalId));
        command.Parameters.Add(Parameter.Instant(after.OrderedAt));
        command.Parameters.Add(Parameter.Instant(after.ObservedAt));
        command.Parameters.Add(new NpgsqlParameter { Value = after.ContentHash, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(Parameter.Instant(after.RecordedAt));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)ids?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(Parameter.Of<int>(NpgsqlDbType.Integer, AtOnce));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(VersionKey Key, byte[] Payload)> page = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add((
                new VersionKey(reader.GetString(0), reader.GetDateTime(1), reader.GetDateTime(2), reader.GetFieldValue<byte[]>(3), reader.GetDateTime(4)),
                reader.GetFieldValue<byte[]>(5)));
        }

        return page;
    }

    private async Task<long> ReplaceAsync(VersionSet set, List<(VersionKey Key, byte[] Left)> versions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Replace);
        NpgsqlParameter[] parameters =
        [
            Parameter.Of<int>(NpgsqlDbType.Integer, set.Id),
            Parameter.Array(NpgsqlDbType.Text, versions.ConvertAll(version => version.Key.ExternalId)),
            Parameter.Array(NpgsqlDbType.TimestampTz, versions.ConvertAll(version => version.Key.OrderedAt)),
            Parameter.Array(NpgsqlDbType.TimestampTz, versions.ConvertAll(version => version.Key.ObservedAt)),
            Parameter.Array(NpgsqlDbType.Bytea, versions.ConvertAll(version => version.Key.ContentHash)),
            Parameter.Array(NpgsqlDbType.TimestampTz, versions.ConvertAll(version => version.Key.RecordedAt)),
            Parameter.Array(NpgsqlDbType.Bytea, versions.ConvertAll(version =>
                payloads.Protect(version.Left, set.Entity, set.HotelId, set.ConnectionId, version.Key.ExternalId))),
        ];
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
