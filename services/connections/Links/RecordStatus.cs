using MassTransit;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connections.Links;

/// <summary>
/// Notes what connectors report of their connections. Each fact has its own instant, and an older one never takes the place of a newer one: events may come
/// twice and in any order. Of connections that are not in the registry nothing is noted.
/// </summary>
internal sealed class RecordStatus(NpgsqlDataSource database) : IConsumer<ConnectionChanged>, IConsumer<SyncRunCompleted>, IConsumer<SyncRunFailed>
{
    private const string Sql = """
        INSERT INTO connection_status AS s (connection_id, state, state_at, last_synced_at, last_error, last_error_at)
        SELECT connection_id, coalesce($2, 'Pending'), $3, $4, $5, $6 FROM connection WHERE connection_id = $1
        ON CONFLICT (connection_id) DO UPDATE SET
            state = CASE WHEN $2 IS NOT NULL AND (s.state_at IS NULL OR s.state_at <= $3) THEN $2 ELSE s.state END,
            state_at = GREATEST(s.state_at, $3),
            last_synced_at = GREATEST(s.last_synced_at, $4),
            last_error = CASE WHEN $6 IS NOT NULL AND (s.last_error_at IS NULL OR s.last_error_at <= $6) THEN $5 ELSE s.last_error END,
            last_error_at = GREATEST(s.last_error_at, $6)
        """;

    public Task Consume(ConsumeContext<ConnectionChanged> context) => RecordAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncRunCompleted> context) => RecordAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncRunFailed> context) => RecordAsync(context.Message, context.CancellationToken);

    public Task RecordAsync(ConnectionChanged changed, CancellationToken cancellationToken)
    {
        var at = changed.Context.OccurredAt;
        return changed.State switch
        {
            ConnectionState.Active => RecordAsync(changed.Context.ConnectionId, "Active", at, null, null, null, cancellationToken),
            ConnectionState.Error => RecordAsync(changed.Context.ConnectionId, "Error", at, null, changed.Reason, at, cancellationToken),

            // Pending and Disabled are this service's own words.
            _ => Task.CompletedTask,
        };
    }

    // A run that succeeded shows that the connection works, also to a registry that learns of it later than its connector.
    public Task RecordAsync(SyncRunCompleted completed, CancellationToken cancellationToken) =>
        RecordAsync(completed.Context.ConnectionId, "Active", completed.CompletedAt, completed.CompletedAt, null, null, cancellationToken);

    public Task RecordAsync(SyncRunFailed failed, CancellationToken cancellationToken) =>
        RecordAsync(failed.Context.ConnectionId, null, null, null, failed.Reason, failed.FailedAt, cancellationToken);

    private async Task RecordAsync(
        string connectionId, string? state, DateTimeOffset? stateAt, DateTimeOffset? syncedAt, string? error, DateTimeOffset? errorAt, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(Text(state));
        command.Parameters.Add(Instant(stateAt));
        command.Parameters.Add(Instant(syncedAt));
        command.Parameters.Add(Text(error));
        command.Parameters.Add(Instant(errorAt));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = (object?)value?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}

/// <summary>Where <see cref="RecordStatus"/> reads.</summary>
internal sealed class RecordStatusDefinition : ConsumerDefinition<RecordStatus>
{
    public RecordStatusDefinition() => EndpointName = "connections.status";
}
