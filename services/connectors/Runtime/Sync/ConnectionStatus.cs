using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Where each connection stands, by facts only: active after a run that worked, in error after a refusal. Changes are published.</summary>
internal sealed class ConnectionStatus(NpgsqlDataSource database, ChangePublisher publisher, TimeProvider time)
{
    public async Task SetAsync(BoundConnection connection, ConnectionState state, string? reason, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO connection_status AS status (connection_id, hotel_id, state, reason) VALUES ($1, $2, $3, $4)
            ON CONFLICT (connection_id) DO UPDATE
            SET hotel_id = excluded.hotel_id, state = excluded.state, reason = excluded.reason, changed_at = now()
            WHERE (status.state, status.reason) IS DISTINCT FROM (excluded.state, excluded.reason)
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connection.Id });
        command.Parameters.Add(new() { Value = connection.Hotel.Id });
        command.Parameters.Add(new() { Value = state.ToString() });
        command.Parameters.Add(new() { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            return;

        var context = new EventContext
        {
            HotelId = connection.Hotel.Id,
            ConnectionId = connection.Id,
            Vendor = connection.Vendor,
            CorrelationId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
            OccurredAt = time.GetUtcNow(),
        };
        await publisher.PublishAsync(new ConnectionChanged { Context = context, State = state, Reason = reason }, cancellationToken);
    }

    public async Task<ConnectionState> FindAsync(string connectionId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT state FROM connection_status WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = connectionId });
        return await command.ExecuteScalarAsync(cancellationToken) is string text ? Enum.Parse<ConnectionState>(text) : ConnectionState.Pending;
    }
}
