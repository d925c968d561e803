using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy.Forwarder;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// What a client gets when a service gave no answer: a read is tried once more at another replica, then the failure is told as a problem with the time to
/// come back. A write is never repeated: the service may have begun it.
/// </summary>
internal sealed partial class BackendFailures(RequestDelegate next, ILogger<BackendFailures> logger)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is null)
            return;

        if (MayTryAnother(context))
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            await next(context);
        }

        if (context.GetForwarderErrorFeature() is { } failure && !context.Response.HasStarted)
            await TellAsync(context, failure);
    }

    // The failed replica is out of the rotation by now, see UnreachablePolicy: load balancing chooses among the others.
    private static bool MayTryAnother(HttpContext context)
    {
        if (context.GetForwarderErrorFeature()?.Error is not ForwarderError.Request || context.Response.HasStarted || !HttpMethods.IsGet(context.Request.Method))
            return false;

        var proxying = context.GetReverseProxyFeature();
        var others = proxying.AllDestinations.Where(destination => destination != proxying.ProxiedDestination).ToArray();
        proxying.AvailableDestinations = others;
        return others.Length > 0;
    }

    private Task TellAsync(HttpContext context, IForwarderErrorFeature failure)
    {
        // Whoever went away reads no answer.
        if (context.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;

        context.Response.Clear();
        var proxying = context.GetReverseProxyFeature();
        switch (failure.Error)
        {
            case ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled:
                var status = BadRequest(failure.Exception)?.StatusCode ?? StatusCodes.Status400BadRequest;
                return Problem.Of(status, status is StatusCodes.Status413PayloadTooLarge ? "The body is too large." : "The body could not be read.").ExecuteAsync(context);

            case ForwarderError.RequestTimedOut:
                Log.Slow(logger, proxying.Cluster.Config.ClusterId, proxying.Route.Config.RouteId, context.CorrelationId());
                return Problem.Of(StatusCodes.Status504GatewayTimeout, "The service did not answer in time.").ExecuteAsync(context);

            default:
                Log.Unreachable(logger, proxying.Cluster.Config.ClusterId, proxying.Route.Config.RouteId, failure.Error, context.CorrelationId());
                return Problem.Unavailable($"the service {proxying.Cluster.Config.ClusterId}", Wait).ExecuteAsync(context);
        }
    }

    // The forwarder wraps what the server said of the client's body.
    private static BadHttpRequestException? BadRequest(Exception? exception)
    {
        while (exception is not null and not BadHttpRequestException)
            exception = exception.InnerException;
        return exception as BadHttpRequestException;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Service} did not answer {Route} in time ({CorrelationId})")]
        public static partial void Slow(ILogger logger, string service, string route, string correlationId);

        [LoggerMessage(2, LogLevel.Warning, "{Service} could not be reached for {Route}: {Error} ({CorrelationId})")]
        public static partial void Unreachable(ILogger logger, string service, string route, ForwarderError error, string correlationId);
    }
}
