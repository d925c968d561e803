using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.ServiceDefaults.Errors;

/// <summary>Decides which problem an exception is. Never shows the exception's own text for anything but a malformed request.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private static readonly TimeSpan TransientWait = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // Nobody is there to read an answer; 499 is what proxies log for it.
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        await Choose(exception).ExecuteAsync(httpContext);
        return true;
    }

    private ProblemHttpResult Choose(Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad:
                var (field, reason) = RequestFaults.Explain(bad);
                return Problem.Invalid(field, reason);

            case BadHttpRequestException bad:
                return TypedResults.Problem(Problem.Details(bad.StatusCode, detail: null));

            case JsonException json:
                return Problem.Invalid(RequestFaults.PathOf(json), RequestFaults.ReasonOf(json));

            case CredentialsUnreadableException unreadable:
                Log.Unreadable(logger, unreadable.ConnectionId, unreadable.Message);
                return CredentialProblems.Of(unreadable);

            // Data Protection wraps what its ring throws.
            case MasterKeyException or CryptographicException { InnerException: MasterKeyException }:
                var masterKey = exception as MasterKeyException ?? (MasterKeyException)exception.InnerException!;
                Log.MasterKey(logger, masterKey.Message);
                return CredentialProblems.Of(masterKey);

            case var _ when TransientFaults.Is(exception):
                Log.Transient(logger, exception);
                return Problem.Unavailable("a part of the platform", TransientWait);

            default:
                Log.Unhandled(logger, exception);
                return TypedResults.Problem(Problem.Details(StatusCodes.Status500InternalServerError, detail: null));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A request failed because a part of the platform could not be reached")]
        public static partial void Transient(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "A request failed")]
        public static partial void Unhandled(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "A request failed because of credentials of connection {ConnectionId}: {Reason}")]
        public static partial void Unreadable(ILogger logger, string connectionId, string reason);

        [LoggerMessage(4, LogLevel.Error, "A request failed because of the master key: {Reason}")]
        public static partial void MasterKey(ILogger logger, string reason);
    }
}
