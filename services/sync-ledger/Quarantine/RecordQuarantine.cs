using MassTransit;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Quarantine;

/// <summary>Keeps the news of a record that could not be mapped.</summary>
internal sealed class RecordQuarantine(NpgsqlDataSource database, TimeProvider time) : IConsumer<RecordQuarantined>
{
    private const string Put = """
        INSERT INTO quarantine_notice (hotel_id, quarantine_id, connection_id, vendor, entity, external_id, path, reason,
            sync_run_id, webhook_id, correlation_id, quarantined_at, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (hotel_id, quarantine_id) DO NOTHING
        """;

    public async Task Consume(ConsumeContext<RecordQuarantined> context)
    {
        var notice = context.Message;
        await using var command = database.CreateCommand(Put);
        NpgsqlParameter[] parameters =
        [
            Parameter.Text(notice.Context.HotelId),
            Parameter.Of<Guid>(NpgsqlDbType.Uuid, notice.QuarantineId),
            Parameter.Text(notice.Context.ConnectionId),
            Parameter.Text(notice.Context.Vendor),
            Parameter.Text(notice.Entity.Column()),
            Parameter.TextOrNull(notice.ExternalId),
            Parameter.Text(notice.Path),
            Parameter.Text(notice.Reason),
            Parameter.Of(NpgsqlDbType.Uuid, notice.Context.SyncRunId),
            Parameter.Of(NpgsqlDbType.Uuid, notice.Context.WebhookId),
            Parameter.Text(notice.Context.CorrelationId),
            Parameter.Instant(notice.Context.OccurredAt.UtcDateTime),
            Parameter.Instant(time.GetUtcNow().UtcDateTime),
        ];
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(context.CancellationToken);
    }
}

internal sealed class RecordQuarantineDefinition : ConsumerDefinition<RecordQuarantine>
{
    public RecordQuarantineDefinition() => EndpointName = "sync-ledger.quarantine";
}
