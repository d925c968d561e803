using System.Globalization;
using System.Text.Json;
using MassTransit;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Privacy;

/// <summary>Writes services' answers into the receipt, and puts the whole on record when the last has come. Answers may come twice and count once.</summary>
internal sealed class RecordErasures(NpgsqlDataSource database, AuditLog audit, TimeProvider time) : IConsumer<GuestErased>
{
    private const string Answer = """
        UPDATE erasure_part AS p SET
            answered_at = coalesce(answered_at, $4),
            done_at = CASE WHEN $5 = 2 THEN $4 END,
            person = CASE WHEN $5 = 2 THEN NULL ELSE person END,
            counts = (
                SELECT coalesce(jsonb_object_agg(kind, number), '{}')
                FROM (
                    SELECT key AS kind, sum(value::bigint) AS number
                    FROM (SELECT * FROM jsonb_each_text(p.counts) UNION ALL SELECT * FROM jsonb_each_text($6)) AS each (key, value)
                    GROUP BY key) AS summed)
        WHERE erasure_id = $1 AND connection_id = $2 AND service = $3 AND done_at IS NULL AND (answered_at IS NULL) = ($5 = 1)
        """;

    private const string Whole = """
        SELECT e.hotel_id, e.organization_id, e.correlation_id, kind, sum(number::bigint)::bigint
        FROM erasure AS e
        JOIN erasure_part AS p USING (erasure_id)
        CROSS JOIN LATERAL jsonb_each_text(p.counts) AS each (kind, number)
        WHERE e.erasure_id = $1 AND e.completed_at IS NULL AND NOT EXISTS (SELECT FROM erasure_part WHERE erasure_id = $1 AND done_at IS NULL)
        GROUP BY e.hotel_id, e.organization_id, e.correlation_id, kind
        ORDER BY kind
        """;

    public Task Consume(ConsumeContext<GuestErased> context) => RecordAsync(context.Message, context.CancellationToken);

    public async Task RecordAsync(GuestErased erased, CancellationToken cancellationToken)
    {
        await using (var command = database.CreateCommand(Answer))
        {
            command.Parameters.Add(new() { Value = erased.ErasureId });
            command.Parameters.Add(new() { Value = erased.Context.ConnectionId });
            command.Parameters.Add(new() { Value = erased.Service });
            command.Parameters.Add(new() { Value = time.GetUtcNow() });
            command.Parameters.Add(new() { Value = erased.Pass });
            command.Parameters.Add(new()
            {
                Value = JsonSerializer.Serialize(erased.Counts.ToDictionary(StringComparer.Ordinal), ContractsJson.Default.DictionaryStringInt64),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await CompleteAsync(erased.ErasureId, cancellationToken);
    }

    // On record first, under the erasure's own id: a crash in between, or two answers at once, put it there once.
    private async Task CompleteAsync(Guid erasure, CancellationToken cancellationToken)
    {
        AuditEntry? entry = null;
        var counts = new Dictionary<string, AuditChange>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand(Whole))
        {
            command.Parameters.Add(new() { Value = erasure });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                counts[reader.GetString(3)] = new AuditChange(null, reader.GetInt64(4).ToString(CultureInfo.InvariantCulture));
                entry ??= new AuditEntry
                {
                    Id = erasure,
                    OccurredAt = time.GetUtcNow(),
                    Actor = Audited.Service("connections"),
                    Action = "guest.erased",
                    Target = $"erasure {erasure}",
                    HotelId = reader.GetString(0),
                    OrganizationId = reader.IsDBNull(1) ? null : reader.GetString(1),
                    CorrelationId = reader.GetString(2),
                    Changes = counts,
                };
            }
        }

        if (entry is null)
            return;
        await audit.WriteAsync(entry, cancellationToken);
        await using var complete = database.CreateCommand("UPDATE erasure SET completed_at = $2 WHERE erasure_id = $1 AND completed_at IS NULL");
        complete.Parameters.Add(new() { Value = erasure });
        complete.Parameters.Add(new() { Value = time.GetUtcNow() });
        await complete.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Where <see cref="RecordErasures"/> reads.</summary>
internal sealed class RecordErasuresDefinition : ConsumerDefinition<RecordErasures>
{
    public RecordErasuresDefinition() => EndpointName = "connections.erasures";
}
