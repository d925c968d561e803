using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>Holds what could not be kept, encrypted, with its reason.</summary>
internal sealed class RefusedSnapshots(NpgsqlDataSource database, Payloads payloads, TimeProvider time)
{
    private const string Put = """
        INSERT INTO refused_snapshot AS r (entity, hotel_id, connection_id, digest, vendor, external_id, reason, message_id, times, refused_at, payload)
        SELECT $1, $2, $3, digest, $4, external_id, reason, $5, 1, $6, payload
        FROM unnest($7, $8, $9, $10) AS i (digest, external_id, reason, payload)
        ON CONFLICT (hotel_id, connection_id, entity, digest) DO UPDATE SET
            times = r.times + 1, reason = excluded.reason, message_id = excluded.message_id, refused_at = excluded.refused_at
        """;

    /// <param name="refusals">Of one event, each item once.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task PutAsync(IReadOnlyList<Refusal> refusals, CancellationToken cancellationToken)
    {
        var arrival = refusals[0].Arrival;
        var rows = refusals
            .Select(refusal => (Refusal: refusal, Digest: Convert.FromHexString(ContentHash.Of(JsonMarshal.GetRawUtf8Value(refusal.Item)))))
            .DistinctBy(row => Convert.ToHexStringLower(row.Digest), StringComparer.Ordinal)
            .OrderBy(row => Convert.ToHexStringLower(row.Digest), StringComparer.Ordinal)
            .ToList();

        await using var command = database.CreateCommand(Put);
        NpgsqlParameter[] parameters =
        [
            Parameter.Text(arrival.Entity.Column()),
            Parameter.Text(arrival.Context.HotelId),
            Parameter.Text(arrival.Context.ConnectionId),
            Parameter.Text(arrival.Context.Vendor),
            Parameter.Of(NpgsqlDbType.Uuid, arrival.MessageId),
            Parameter.Instant(time.GetUtcNow().UtcDateTime),
            Parameter.Array(NpgsqlDbType.Bytea, rows.ConvertAll(row => row.Digest)),
            Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.Refusal.ExternalId)),
            Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.Refusal.Reason)),
            Parameter.Array(NpgsqlDbType.Bytea, rows.ConvertAll(row => Protect(row.Refusal, row.Digest))),
        ];
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private byte[] Protect(Refusal refusal, byte[] digest)
    {
        var context = refusal.Arrival.Context;
        return payloads.Protect(
            JsonMarshal.GetRawUtf8Value(refusal.Item), refusal.Arrival.Entity, context.HotelId, context.ConnectionId, Convert.ToHexStringLower(digest));
    }
}
