using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace PmsPlatform.Connections.Credentials;

/// <summary>The sealed settings of one connection.</summary>
internal sealed record SealedRow(string ConnectionId, Dictionary<string, string> Settings)
{
    /// <summary>Not the cipher texts: nobody needs them in a log.</summary>
    public override string ToString() => ConnectionId;
}

/// <summary>Reads and exchanges the cipher texts in table <c>connection</c>, whatever else of a connection changes at the same time.</summary>
internal sealed class SealedSettings(NpgsqlDataSource database)
{
    /// <summary>Connections after one, in order of id, that hold a cipher text of another key than the given one; that hold any when the key is null.</summary>
    public async Task<IReadOnlyList<SealedRow>> ReadAsync(string after, Guid? exceptKey, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT connection_id, sealed_settings::text FROM connection c
            WHERE connection_id > $1
              AND EXISTS (SELECT FROM jsonb_each_text(c.sealed_settings) s WHERE $2 IS NULL OR NOT starts_with(s.value, $2))
            ORDER BY connection_id LIMIT $3
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)Prefix(exceptKey) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });

        List<SealedRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(new SealedRow(reader.GetString(0), JsonSerializer.Deserialize(reader.GetString(1), JsonTextContext.Default.DictionaryStringString) ?? []));
        return rows;
    }

    /// <summary>How many cipher texts each key made. What is not sealed counts under the empty id.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT CASE WHEN s.value ~ '^pms1\.[0-9a-f]{32}\.' THEN substr(s.value, 6, 32)::uuid
                        ELSE '00000000-0000-0000-0000-000000000000' END AS key_id, count(*)
            FROM connection c, jsonb_each_text(c.sealed_settings) s
            GROUP BY 1
            """);
        Dictionary<Guid, long> counts = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            counts[reader.GetGuid(0)] = reader.GetInt64(1);
        return counts;
    }

    /// <summary>
    /// Exchanges cipher texts where they are still what was read. A connection's version stays: what it means has not changed, and nobody restarts for it.
    /// </summary>
    /// <returns>The connections that were exchanged.</returns>
    public static async Task<IReadOnlySet<string>> ExchangeAsync(
        NpgsqlConnection connection, IReadOnlyList<(SealedRow Before, SealedRow After)> changes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE connection c SET sealed_settings = n.after
            FROM unnest($1, $2, $3) AS n (connection_id, before, after)
            WHERE c.connection_id = n.connection_id AND c.sealed_settings = n.before
            RETURNING c.connection_id
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. changes.Select(change => change.Before.ConnectionId)] });
        command.Parameters.Add(Documents(changes.Select(change => change.Before)));
        command.Parameters.Add(Documents(changes.Select(change => change.After)));

        var exchanged = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            exchanged.Add(reader.GetString(0));
        return exchanged;
    }

    private static NpgsqlParameter Documents(IEnumerable<SealedRow> rows) => new()
    {
        Value = rows.Select(row => JsonSerializer.Serialize(row.Settings, JsonTextContext.Default.DictionaryStringString)).ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
    };

    private static string? Prefix(Guid? key) => key is { } id ? $"pms1.{id:N}." : null;
}
