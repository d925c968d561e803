using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace PmsPlatform.ServiceDefaults.Tracing;

/// <summary>
/// Adds to the server's span what is known only at the end, by the semantic conventions for HTTP: route, status, the kind of an error. The framework
/// itself says method, path and host; an exception's text stays out, it may hold anything.
/// </summary>
internal static class ServerSpans
{
    public static void UseServerSpans(this IApplicationBuilder app) => app.Use(static (context, next) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity ? FollowAsync(activity, context, next) : next(context));

    private static async Task FollowAsync(Activity activity, HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            var failure = context.Features.Get<IExceptionHandlerFeature>();
            Complete(activity, context, failure?.Endpoint ?? context.GetEndpoint(), failure?.Error);
        }
        catch (Exception exception)
        {
            Complete(activity, context, context.GetEndpoint(), exception);
            throw;
        }
    }

    private static void Complete(Activity activity, HttpContext context, Endpoint? endpoint, Exception? failure)
    {
        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if ((endpoint as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            activity.SetTag("http.route", route);
            activity.DisplayName = $"{context.Request.Method} {route}";
        }
        else
        {
            activity.DisplayName = context.Request.Method;
        }

        if (status < StatusCodes.Status500InternalServerError)
            return;
        activity.SetTag("error.type", failure?.GetType().FullName ?? status.ToString(CultureInfo.InvariantCulture));
        activity.SetStatus(ActivityStatusCode.Error);
    }
}
