using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Where each connection stands, by facts only: active after a run that worked, in error after a refusal. Changes are published.</summary>
internal sealed class ConnectionStatus(NpgsqlDataSource database, ChangePublisher publisher, TimeProvider time)
{
    public async Task SetAsync(BoundConnection connection, ConnectionState state, string? reason, CancellationToken cancellationToken)
    {
        const string sql = """
            WITH before AS (
                SELECT state, reason FROM connection_status WHERE connection_id = $1
            )
            INSERT INTO connection_status AS status (connection_id, hotel_id, state, reason, settings_print) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection_id) DO UPDATE
            SET hotel_id = excluded.hotel_id, state = excluded.state, reason = excluded.reason, settings_print = excluded.settings_print, changed_at = now()
            WHERE (status.state, status.reason, status.settings_print) IS DISTINCT FROM (excluded.state, excluded.reason, excluded.settings_print)
            RETURNING (SELECT (state, reason) FROM before) IS DISTINCT FROM (state, reason)
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connection.Id });
        command.Parameters.Add(new() { Value = connection.Hotel.Id });
        command.Parameters.Add(new() { Value = state.ToString() });
        command.Parameters.Add(new() { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = connection.Print });
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            return;

        var context = connection.EventContextOf(Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), time.GetUtcNow());
        await publisher.PublishAsync(new ConnectionChanged { Context = context, State = state, Reason = reason }, cancellationToken);
    }

    /// <summary>Whether the vendor refused the connection as it is now: with other settings it is worth a try.</summary>
    public async Task<bool> IsRefusedAsync(BoundConnection connection, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT state = 'Error' AND coalesce(settings_print, $2) = $2 FROM connection_status WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = connection.Id });
        command.Parameters.Add(new() { Value = connection.Print });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<ConnectionState> FindAsync(string connectionId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT state FROM connection_status WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = connectionId });
        return await command.ExecuteScalarAsync(cancellationToken) is string text ? Enum.Parse<ConnectionState>(text) : ConnectionState.Pending;
    }
}
