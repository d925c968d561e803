using System.Net;
using System.Net.Sockets;
using MassTransit;
using Npgsql;
using Polly.CircuitBreaker;
using RabbitMQ.Client.Exceptions;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Tells faults that pass by themselves (a restart, a failover, a lost connection, a deadlock) from those that come again at every try.</summary>
public static class TransientFaults
{
    /// <summary>
    /// True when the same work may succeed later without anybody changing anything. Looks through wrapping exceptions. A cancellation is not a fault.
    /// </summary>
    public static bool Is(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is OperationCanceledException)
                return false;
            if (current is AggregateException { InnerExceptions: { Count: > 1 } all })
                return all.All(Is);
            if (IsItself(current))
                return true;
        }

        return false;
    }

    private static bool IsItself(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || IsRestart(postgres.SqlState),
        NpgsqlException npgsql => npgsql.IsTransient,
        HttpRequestException http => http.StatusCode is null or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
        RabbitMqConnectionException or ConnectionException or AlreadyClosedException or BrokerUnreachableException => true,
        OperationInterruptedException interrupted => interrupted.ShutdownReason?.ReplyCode is null or 0 or 320 or 541,
        BrokenCircuitException or SocketException or TimeoutException => true,
        _ => false,
    };

    // Npgsql does not count a server that is being stopped, or a standby that was just promoted away, among the transient ones.
    private static bool IsRestart(string sqlState) => sqlState is
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
        or PostgresErrorCodes.ReadOnlySqlTransaction;
}
