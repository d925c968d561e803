using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Takes back at the vendor what a connection was granted, once it is switched off. What cannot be taken back runs out by itself.</summary>
internal sealed partial class AccessRevoker(NpgsqlDataSource database, Replicas replicas, TimeProvider time, ILogger<AccessRevoker> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RevokeAsync(BoundConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Connector is not IRevokesAccess vendor || !replicas.Prefers(connection.Id))
            return;

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await vendor.RevokeAccessAsync(either.Token);
            await using var command = database.CreateCommand("DELETE FROM vendor_token WHERE connection_id = $1");
            command.Parameters.Add(new() { Value = connection.Id });
            await command.ExecuteNonQueryAsync(either.Token);
            Log.Revoked(logger, connection.Id);
        }
        catch (Exception error) when (error is VendorException or OperationCanceledException or NpgsqlException)
        {
            Log.NotRevoked(logger, connection.Id, error.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Connection {ConnectionId} is switched off; its access at the vendor is taken back")]
        public static partial void Revoked(ILogger logger, string connectionId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {ConnectionId} is switched off; its access at the vendor could not be taken back ({Fault}) and runs out by itself")]
        public static partial void NotRevoked(ILogger logger, string connectionId, string fault);
    }
}
