using PmsPlatform.Gateway.Identity;
using PmsPlatform.Gateway.Routes;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy.Model;

namespace PmsPlatform.Gateway;

/// <summary>Security headers on every answer, and the access log: who called which route and what came of it, never what was asked for.</summary>
internal sealed partial class FrontDoor(RequestDelegate next, TimeProvider time, ILogger<FrontDoor> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(AddSecurityHeaders, context.Response);

        // Reads are not logged by default: at full speed the log would be the bottleneck, and metrics count them.
        return logger.IsEnabled(LogLevel.Debug) || !HttpMethods.IsGet(context.Request.Method) ? LoggedAsync(context) : next(context);
    }

    private static Task AddSecurityHeaders(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        headers.Server = default;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (((HttpResponse)state).HttpContext.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";

        // Guests' data is for the caller alone; a service that knows better says so.
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private async Task LoggedAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        await next(context);

        // A delivery that was taken is a row in the inbox, and vendors send thousands at once: only those that were not are worth a line.
        var isUsual = HttpMethods.IsGet(context.Request.Method) || (context.Response.StatusCode < StatusCodes.Status400BadRequest && WebhookRoutes.IsOne(context));
        var level = isUsual ? LogLevel.Debug : LogLevel.Information;
        if (!logger.IsEnabled(level))
            return;

        // The route's name, not the path: strangers may write anything into a path.
        var route = context.Features.Get<IReverseProxyFeature>()?.Route.Config.RouteId ?? "-";
        var subject = context.Features.Get<Caller>()?.Subject ?? "-";
        var milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
        var correlationId = context.CorrelationId();
        Log.Answered(logger, level, context.Request.Method, route, subject, context.Response.StatusCode, milliseconds, correlationId);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "{Method} {Route} by {Caller}: {Status} in {Milliseconds:0.0} ms ({CorrelationId})")]
        public static partial void Answered(
            ILogger logger, LogLevel level, string method, string route, string caller, int status, double milliseconds, string correlationId);
    }
}
