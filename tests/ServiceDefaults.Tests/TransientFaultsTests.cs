using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PmsPlatform.ServiceDefaults.Tests;

public sealed class TransientFaultsTests
{
    public static TheoryData<string, bool> SqlStates => new()
    {
        { PostgresErrorCodes.DeadlockDetected, true },
        { PostgresErrorCodes.SerializationFailure, true },
        { PostgresErrorCodes.TooManyConnections, true },
        { PostgresErrorCodes.AdminShutdown, true },
        { PostgresErrorCodes.CannotConnectNow, true },
        { PostgresErrorCodes.ReadOnlySqlTransaction, true },
        { PostgresErrorCodes.UniqueViolation, false },
        { PostgresErrorCodes.StringDataRightTruncation, false },
        { PostgresErrorCodes.UndefinedTable, false },
        { PostgresErrorCodes.InvalidPassword, false },
    };

    [Theory]
    [MemberData(nameof(SqlStates))]
    public void A_servers_error_is_judged_by_its_state(string sqlState, bool expected) =>
        Assert.Equal(expected, TransientFaults.Is(new PostgresException("text", "ERROR", "ERROR", sqlState)));

    [Theory]
    [InlineData(null, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    public void A_failed_call_is_judged_by_its_status(HttpStatusCode? status, bool expected) =>
        Assert.Equal(expected, TransientFaults.Is(new HttpRequestException("text", null, status)));

    [Fact]
    public void Wrapping_does_not_hide_the_fault()
    {
        var gone = new NpgsqlException("gone", new SocketException());

        Assert.True(TransientFaults.Is(new InvalidOperationException("outer", gone)));
        Assert.True(TransientFaults.Is(new AggregateException(gone, new TimeoutException())));
        Assert.False(TransientFaults.Is(new AggregateException(gone, new InvalidOperationException("a bug"))));
    }

    [Fact]
    public void A_bug_and_a_cancellation_are_not_transient()
    {
        Assert.False(TransientFaults.Is(new InvalidOperationException("a bug")));
        Assert.False(TransientFaults.Is(new OperationCanceledException("stopped", new TimeoutException())));
    }
}
