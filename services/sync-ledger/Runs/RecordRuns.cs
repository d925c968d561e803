using MassTransit;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Runs;

/// <summary>
/// Keeps what connectors report of their runs. Reports arrive in any order and more than once: the latest end counts, before any end the report that is
/// furthest along; a late start never reopens a run.
/// </summary>
internal sealed class RecordRuns(NpgsqlDataSource database)
    : IConsumer<SyncRunStarted>, IConsumer<SyncRunProgressed>, IConsumer<SyncRunCompleted>, IConsumer<SyncRunFailed>
{
    private const string Report = """
        INSERT INTO sync_run AS r (hotel_id, run_id, connection_id, vendor, entity, mode, since, from_date, until_date, record_limit, started_at, reported_at,
            state, processed, changed, unchanged, failed, vendor_calls, pages, total, ended_at, error_kind, reason, related,
            percent, read_from, read_until, estimated_end, calls_left,
            force, drift_missed, drift_added, drift_removed, drift_withheld)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
        ON CONFLICT (hotel_id, run_id) DO UPDATE SET
            entity = coalesce(r.entity, excluded.entity), mode = coalesce(r.mode, excluded.mode), since = coalesce(r.since, excluded.since),
            from_date = coalesce(r.from_date, excluded.from_date), until_date = coalesce(r.until_date, excluded.until_date),
            record_limit = coalesce(r.record_limit, excluded.record_limit), force = coalesce(r.force, excluded.force),
            started_at = least(r.started_at, excluded.started_at), reported_at = greatest(r.reported_at, excluded.reported_at),
            percent = greatest(r.percent, excluded.percent),
            read_from = least(r.read_from, excluded.read_from), read_until = greatest(r.read_until, excluded.read_until),
            (state, processed, changed, unchanged, failed, vendor_calls, pages, total, ended_at, error_kind, reason, related, estimated_end, calls_left,
             drift_missed, drift_added, drift_removed, drift_withheld) = (
                SELECT c.* FROM (VALUES
                    (r.state, r.processed, r.changed, r.unchanged, r.failed, r.vendor_calls, r.pages, r.total, r.ended_at, r.error_kind, r.reason,
                     r.related, r.estimated_end, r.calls_left, r.drift_missed, r.drift_added, r.drift_removed, r.drift_withheld),
                    (excluded.state, excluded.processed, excluded.changed, excluded.unchanged, excluded.failed, excluded.vendor_calls,
                     excluded.pages, excluded.total, excluded.ended_at, excluded.error_kind, excluded.reason, excluded.related,
                     excluded.estimated_end, excluded.calls_left,
                     excluded.drift_missed, excluded.drift_added, excluded.drift_removed, excluded.drift_withheld))
                    AS c (state, processed, changed, unchanged, failed, vendor_calls, pages, total, ended_at, error_kind, reason, related,
                        estimated_end, calls_left, drift_missed, drift_added, drift_removed, drift_withheld)
                ORDER BY c.ended_at DESC NULLS LAST, c.processed DESC, c.vendor_calls DESC
                LIMIT 1)
        """;

    public Task Consume(ConsumeContext<SyncRunStarted> context) => PutAsync(
        new Run(context.Message.Context, "Running") { Scope = context.Message.Scope, StartedAt = context.Message.StartedAt }, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncRunProgressed> context) => PutAsync(
        new Run(context.Message.Context, "Running") { Counts = context.Message.Counts, Progress = context.Message.Progress }, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncRunCompleted> context) => PutAsync(
        new Run(context.Message.Context, "Completed")
        {
            Scope = context.Message.Scope,
            Counts = context.Message.Counts,
            StartedAt = context.Message.StartedAt,
            EndedAt = context.Message.CompletedAt,
        },
        context.CancellationToken);

    public Task Consume(ConsumeContext<SyncRunFailed> context) => PutAsync(
        new Run(context.Message.Context, "Failed")
        {
            Scope = context.Message.Scope,
            Counts = context.Message.Counts,
            StartedAt = context.Message.StartedAt,
            EndedAt = context.Message.FailedAt,
            ErrorKind = context.Message.ErrorKind,
            Reason = context.Message.Reason,
        },
        context.CancellationToken);

    private async Task PutAsync(Run run, CancellationToken cancellationToken)
    {
        var (context, scope, counts) = (run.Context, run.Scope, run.Counts);
        NpgsqlParameter[] parameters =
        [
            Parameter.Text(context.HotelId),
            Parameter.Of<Guid>(NpgsqlDbType.Uuid, context.SyncRunId ?? throw new UnreadableEventException("The report names no run.")),
            Parameter.Text(context.ConnectionId),
            Parameter.Text(context.Vendor),
            Parameter.TextOrNull(scope?.Entity.Column()),
            Parameter.TextOrNull(scope?.Mode.ToString()),
            Instant(scope?.Since),
            Parameter.Of(NpgsqlDbType.Date, scope?.From),
            Parameter.Of(NpgsqlDbType.Date, scope?.Until),
            Parameter.Of(NpgsqlDbType.Integer, scope?.Limit),
            Instant(run.StartedAt),
            Instant(context.OccurredAt),
            Parameter.Text(run.State),
            .. new[] { counts.Processed, counts.Changed, counts.Unchanged, counts.Failed, counts.VendorCalls, counts.Pages }
                .Select(count => Parameter.Of<long>(NpgsqlDbType.Bigint, count)),
            Parameter.Of(NpgsqlDbType.Bigint, counts.Total),
            Instant(run.EndedAt),
            Parameter.TextOrNull(run.ErrorKind),
            Parameter.TextOrNull(run.Reason),
            Parameter.Of<long>(NpgsqlDbType.Bigint, counts.Related),
            Parameter.Of(NpgsqlDbType.Double, run.Progress?.Percent),
            Parameter.Of(NpgsqlDbType.Date, run.Progress?.ReadFrom),
            Parameter.Of(NpgsqlDbType.Date, run.Progress?.ReadUntil),
            Instant(run.Progress?.EstimatedEnd),
            Parameter.Of(NpgsqlDbType.Bigint, run.Progress?.CallsLeft),
            Parameter.Of(NpgsqlDbType.Boolean, scope?.Force),
            .. new[] { counts.Drift?.Missed, counts.Drift?.Added, counts.Drift?.Removed, counts.Drift?.Withheld }
                .Select(count => Parameter.Of(NpgsqlDbType.Bigint, count)),
        ];

        await using var command = database.CreateCommand(Report);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Instant(DateTimeOffset? instant) => Parameter.Of(NpgsqlDbType.TimestampTz, instant?.UtcDateTime);

    /// <summary>What one report tells; the members it does not tell are null or zero.</summary>
    private sealed record Run(EventContext Context, string State)
    {
        public SyncRunScope? Scope { get; init; }

        public SyncCounts Counts { get; init; } = new();

        public SyncProgress? Progress { get; init; }

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? ErrorKind { get; init; }

        public string? Reason { get; init; }
    }
}

internal sealed class RecordRunsDefinition : ConsumerDefinition<RecordRuns>
{
    public RecordRunsDefinition() => EndpointName = "sync-ledger.runs";
}
