using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Calls the vendor once with what somebody has entered, in the cheapest way that proves it, and keeps nothing of it.</summary>
internal sealed class ConnectionTrials(ConnectionBinder binder, ConnectorDescriptor descriptor, NpgsqlDataSource database)
{
    /// <summary>How long a person waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What is longer is a page and not an error. It is not cut, for a secret at the cut would be known by nobody.</summary>
    private const int LongestText = 8 * 1024;

    public async Task<ConnectionTrialResult> RunAsync(ConnectionTrial trial, TimeZoneInfo timeZone, CancellationToken cancellationToken)
    {
        // An id of its own: its token is nobody else's, and goes with it.
        var id = $"trial_{Guid.NewGuid():N}";
        var began = Stopwatch.StartNew();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var connection = new Connection
            {
                Id = id,
                HotelId = id,
                Vendor = descriptor.Slug,
                Endpoint = trial.Endpoint,
                IsTenants = true,
                Settings = new Dictionary<string, string>(trial.Settings, StringComparer.OrdinalIgnoreCase),
            };
            await binder.Try(connection, new HotelSettings(timeZone, trial.Currency)).CheckAsync(patience.Token);
            return new ConnectionTrialResult { Milliseconds = began.ElapsedMilliseconds };
        }
        catch (VendorException error)
        {
            return Failed(FaultOf(error), error.Reason) with { Operation = error.Operation, Status = (int?)error.Status, VendorText = TextOf(error) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(ConnectionFault.Timeout, $"There was no answer within {Patience.TotalSeconds:F0} s.");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return Failed(ConnectionFault.Settings, error.Message.Replace($"Connection {id} cannot be used. ", "", StringComparison.Ordinal));
        }
        finally
        {
            await ForgetAsync(id);
        }

        ConnectionTrialResult Failed(ConnectionFault fault, string reason) => new() { Fault = fault, Reason = reason, Milliseconds = began.ElapsedMilliseconds };
    }

    /// <summary>What a failed call means for whoever set the connection up.</summary>
    internal static ConnectionFault FaultOf(VendorException error) => error switch
    {
        { InnerException: HttpRequestException { InnerException: AddressNotPublicException } } => ConnectionFault.NotPublic,
        { InnerException: HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } } => ConnectionFault.Dns,
        { InnerException: HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } } => ConnectionFault.Dns,
        { InnerException: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } => ConnectionFault.Tls,
        { InnerException: OperationCanceledException } => ConnectionFault.Timeout,
        { InnerException: HttpRequestException or IOException } => ConnectionFault.Unreachable,
        { Kind: VendorErrorKind.RateLimited } => ConnectionFault.RateLimited,
        { Status: HttpStatusCode.Forbidden } => ConnectionFault.Forbidden,
        { Kind: VendorErrorKind.Unauthorised } => ConnectionFault.Unauthorised,
        { Status: HttpStatusCode.NotFound } or { Kind: VendorErrorKind.NotFound } => ConnectionFault.NotFound,
        { Kind: VendorErrorKind.Unsupported } => ConnectionFault.MissingPermission,
        { Kind: VendorErrorKind.Malformed } => ConnectionFault.NotTheVendor,
        { Kind: VendorErrorKind.Unavailable } => ConnectionFault.VendorDown,

        // Said by the connector, who compared what the vendor answered with what was entered.
        { Kind: VendorErrorKind.Rejected, Status: null } => ConnectionFault.WrongProperty,
        _ => ConnectionFault.Rejected,
    };

    private static string? TextOf(VendorException error) => error.Answer.Length is > 0 and <= LongestText ? Encoding.UTF8.GetString(error.Answer.Span) : null;

    private async Task ForgetAsync(string id)
    {
        await using var command = database.CreateCommand("DELETE FROM vendor_token WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

/// <summary><c>POST /internal/connection-trials</c>, for the registry.</summary>
internal static class ConnectionTrialEndpoints
{
    public static void MapConnectionTrials(this IEndpointRouteBuilder app) => app.MapGroup("/internal/connection-trials").RequireService().MapPost("", TryAsync)
        .WithName("TryConnection").WithSummary("Calls the vendor once with settings that are not stored.");

    private static async Task<Results<Ok<ConnectionTrialResult>, ProblemHttpResult>> TryAsync(ConnectionTrial trial, ConnectionTrials trials, CancellationToken cancellationToken) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(trial.TimeZone, out var zone)
            ? TypedResults.Ok(await trials.RunAsync(trial, zone, cancellationToken))
            : Problem.Invalid("$.timeZone", "is no IANA time zone.");
}
