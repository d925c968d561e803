using System.Globalization;
using MassTransit;
using Npgsql;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connections.Notices;

/// <summary>
/// Makes notices of what other services publish: what they say needs a human, connections that fail, feeds that fail again and again, records that pile up in
/// quarantine. Events may come twice and in any order: what is counted is counted by its own id, and a notice is raised once.
/// </summary>
internal sealed class RaiseNotices(NpgsqlDataSource database, NoticeStore store, NoticeOptions options, TimeProvider time)
    : IConsumer<AlertRaised>, IConsumer<ConnectionChanged>, IConsumer<SyncRunFailed>, IConsumer<SyncRunCompleted>, IConsumer<RecordQuarantined>
{
    public Task Consume(ConsumeContext<AlertRaised> context) => RaiseAsync(
        context.Message, context.MessageId?.ToString() ?? $"{context.Message.Kind}:{context.Message.Context.ConnectionId}:{Moment(context.Message.Context.OccurredAt)}", context.CancellationToken);

    public Task Consume(ConsumeContext<ConnectionChanged> context) => RaiseAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncRunFailed> context) => CountAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncRunCompleted> context) => ForgetAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<RecordQuarantined> context) => CountAsync(context.Message, context.CancellationToken);

    public Task RaiseAsync(AlertRaised alert, string id, CancellationToken cancellationToken) => store.RaiseAsync(
        new RaisedNotice(alert.Kind, alert.Summary, alert.Context.OccurredAt, $"alert:{id}") { HotelId = alert.Context.HotelId, ConnectionId = alert.Context.ConnectionId }, cancellationToken);

    public Task RaiseAsync(ConnectionChanged changed, CancellationToken cancellationToken) => changed.State is not ConnectionState.Error
        ? Task.CompletedTask
        : store.RaiseAsync(
            new RaisedNotice(
                "connection-error", $"The connection with {changed.Context.Vendor} does not work: {changed.Reason ?? "see its status."}", changed.Context.OccurredAt,
                $"connection-error:{changed.Context.ConnectionId}:{Moment(changed.Context.OccurredAt)}")
            {
                HotelId = changed.Context.HotelId,
                ConnectionId = changed.Context.ConnectionId,
            },
            cancellationToken);

    /// <summary>One notice when so many runs of a feed have failed since the last that succeeded, and no more until one succeeds.</summary>
    public async Task CountAsync(SyncRunFailed failed, CancellationToken cancellationToken)
    {
        const string sql = """
            WITH counted AS (
                INSERT INTO sync_failure (run_id, connection_id, entity, failed_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING RETURNING run_id, failed_at),
            runs AS (
                SELECT run_id, failed_at FROM sync_failure WHERE connection_id = $2 AND entity = $3
                UNION SELECT run_id, failed_at FROM counted)
            SELECT count(*), min(failed_at) FROM runs
            """;
        var context = failed.Context;
        if (context.SyncRunId is not { } run)
            return;

        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = context.ConnectionId });
        command.Parameters.Add(new() { Value = failed.Scope.Entity.ToString() });
        command.Parameters.Add(new() { Value = failed.FailedAt.ToUniversalTime() });
        var (count, first) = (0L, failed.FailedAt);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
                (count, first) = (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
        }

        if (count >= options.FailedRuns)
        {
            await store.RaiseAsync(
                new RaisedNotice(
                    "sync-failing",
                    string.Create(CultureInfo.InvariantCulture, $"Reading {failed.Scope.Entity} from {context.Vendor} has failed {count} times in a row. The last time: {failed.Reason}"),
                    failed.FailedAt, $"sync-failing:{context.ConnectionId}:{failed.Scope.Entity}:{Moment(first)}")
                {
                    HotelId = context.HotelId,
                    ConnectionId = context.ConnectionId,
                },
                cancellationToken);
        }
    }

    /// <summary>A run that succeeded ends the row of failures before it.</summary>
    public async Task ForgetAsync(SyncRunCompleted completed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM sync_failure WHERE connection_id = $1 AND entity = $2 AND failed_at <= $3");
        command.Parameters.Add(new() { Value = completed.Context.ConnectionId });
        command.Parameters.Add(new() { Value = completed.Scope.Entity.ToString() });
        command.Parameters.Add(new() { Value = completed.CompletedAt.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One notice an hour when so many records of a connection were put into quarantine within the last.</summary>
    public async Task CountAsync(RecordQuarantined quarantined, CancellationToken cancellationToken)
    {
        const string sql = """
            WITH marked AS (
                INSERT INTO quarantine_mark (quarantine_id, connection_id, seen_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING quarantine_id),
            lately AS (
                SELECT quarantine_id FROM quarantine_mark WHERE connection_id = $2 AND seen_at > $4
                UNION SELECT quarantine_id FROM marked)
            SELECT count(*) FROM lately
            """;
        var context = quarantined.Context;
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = quarantined.QuarantineId });
        command.Parameters.Add(new() { Value = context.ConnectionId });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now - TimeSpan.FromHours(1) });
        var count = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (count >= options.QuarantinedRecords)
        {
            await store.RaiseAsync(
                new RaisedNotice(
                    "quarantine-growing",
                    string.Create(CultureInfo.InvariantCulture, $"{count} records of {context.Vendor} could not be read within an hour. One of them: {quarantined.Path} {quarantined.Reason}"),
                    now, string.Create(CultureInfo.InvariantCulture, $"quarantine-growing:{context.ConnectionId}:{now:yyyyMMddHH}"))
                {
                    HotelId = context.HotelId,
                    ConnectionId = context.ConnectionId,
                },
                cancellationToken);
        }
    }

    private static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Where <see cref="RaiseNotices"/> reads.</summary>
internal sealed class RaiseNoticesDefinition : ConsumerDefinition<RaiseNotices>
{
    public RaiseNoticesDefinition() => EndpointName = "connections.notices";
}
