using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>One record that could not be mapped, with the id its entry has. The same record failing in the same way is the same entry.</summary>
internal sealed record QuarantinedRecord(Guid Id, UnmappedRecord Record);

/// <summary>Keeps what could not be mapped until it can.</summary>
internal sealed class Quarantine(PersonalDataProtector protector)
{
    /// <summary>Names the entries of a page. The id comes from the content, so that a repeated page makes no second entry.</summary>
    public static List<QuarantinedRecord> Name(string connectionId, IReadOnlyList<UnmappedRecord> unmapped)
    {
        var named = new Dictionary<Guid, QuarantinedRecord>();
        foreach (var record in unmapped)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{connectionId}\n{record.Entity}\n{record.ExternalId}\n{record.Path}\n{record.Reason}\n"));
            if (record.ExternalId is null)
                hash.AppendData(record.Payload.Span);
            var id = new Guid(hash.GetHashAndReset().AsSpan(0, 16), bigEndian: true);
            named[id] = new QuarantinedRecord(id, record);
        }

        return [.. named.Values];
    }

    /// <summary>Stores the entries within the checkpoint's transaction.</summary>
    public NpgsqlBatchCommand Keep(string connectionId, string hotelId, Guid? runId, List<QuarantinedRecord> records, DateTimeOffset seenAt)
    {
        const string sql = """
            INSERT INTO quarantine AS kept
                (id, hotel_id, connection_id, entity, external_id, path, reason, payload, sync_run_id, first_seen_at, last_seen_at)
            SELECT id, $1, $2, entity, external_id, path, reason, payload, $3, $4, $4
            FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[]) AS fresh (id, entity, external_id, path, reason, payload)
            ORDER BY id
            ON CONFLICT (id) DO UPDATE
            SET payload = excluded.payload, sync_run_id = excluded.sync_run_id, last_seen_at = excluded.last_seen_at,
                times_seen = kept.times_seen + 1, resolved_at = NULL
            """;
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new() { Value = hotelId });
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = (object?)runId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = seenAt.UtcDateTime });
        command.Parameters.Add(new() { Value = records.Select(record => record.Id).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => record.Record.Entity.ToString()).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => record.Record.ExternalId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = records.Select(record => record.Record.Path).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => record.Record.Reason).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => protector.Protect(CardMask.Mask(record.Record.Payload.Span))).ToArray() });
        return command;
    }

    /// <summary>Closes the entries of records that map now.</summary>
    public static NpgsqlBatchCommand Resolve(string connectionId, EntityKind entity, string[] externalIds, DateTimeOffset at)
    {
        const string sql = """
            UPDATE quarantine SET resolved_at = $4
            WHERE connection_id = $1 AND entity = $2 AND resolved_at IS NULL AND external_id = ANY ($3)
            """;
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = entity.ToString() });
        command.Parameters.Add(new() { Value = externalIds });
        command.Parameters.Add(new() { Value = at.UtcDateTime });
        return command;
    }
}
