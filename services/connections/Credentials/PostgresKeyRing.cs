using System.Xml.Linq;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Credentials;

/// <summary>The key ring in table <c>key_ring</c>, whose revision grows with every change.</summary>
internal sealed class PostgresKeyRing(NpgsqlDataSource database) : IKeyRingStore
{
    public bool Waits => false;

    public async Task<KeyRingDocument?> ReadAsync(long? known, CancellationToken cancellationToken)
    {
        // One statement, so that revision and keys belong together; no key is sent when nothing has changed.
        await using var command = database.CreateCommand(
            """
            SELECT r.revision, k.key_id, k.element
            FROM (SELECT revision FROM key_ring_revision WHERE is_only) r LEFT JOIN key_ring k ON r.revision IS DISTINCT FROM $1
            ORDER BY k.activates_at, k.key_id
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)known ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });

        long revision = 0;
        List<KeyRingEntry> keys = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            revision = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(1, cancellationToken))
                keys.Add(new KeyRingEntry(reader.GetGuid(1), reader.GetString(2)));
        }

        return revision == known ? null : new KeyRingDocument(revision, keys);
    }

    public void Add(XElement element)
    {
        using var command = database.CreateCommand(
            "INSERT INTO key_ring (key_id, element, master_key_id, activates_at, created_at) VALUES ($1, $2, $3, $4, $5)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = (Guid)element.Attribute("id")! });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = (string?)element.Descendants().Attributes("masterKey").FirstOrDefault() ?? "none" });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = ((DateTimeOffset)element.Element("activationDate")!).ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = ((DateTimeOffset)element.Element("creationDate")!).ToUniversalTime() });
        command.ExecuteNonQuery();
    }

    /// <summary>Exchanges a key's wrapping; false when somebody else changed the row meanwhile.</summary>
    public async Task<bool> ReplaceAsync(KeyRingEntry before, KeyRingEntry after, string masterKeyId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE key_ring SET element = $1, master_key_id = $2 WHERE key_id = $3 AND element = $4");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.Element });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = masterKeyId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = before.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = before.Element });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Removes keys that a newer one followed long ago and that seal no credential any more.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RemoveUnusedAsync(DateTimeOffset followedBefore, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            DELETE FROM key_ring old
            WHERE EXISTS (SELECT FROM key_ring newer WHERE newer.activates_at > old.activates_at AND newer.activates_at < $1)
              AND NOT EXISTS (SELECT FROM connection c, jsonb_each_text(c.sealed_settings) s
                              WHERE starts_with(s.value, 'pms1.' || replace(old.key_id::text, '-', '') || '.'))
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = followedBefore });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
