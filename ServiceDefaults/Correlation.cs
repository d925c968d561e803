using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmsPlatform.ServiceDefaults;

/// <summary>One id that follows a cause through all services: the caller's <c>x-correlation-id</c> when it sends one, else the trace id.</summary>
public static class Correlation
{
    /// <summary>The header that brings an id in and takes it back to the caller.</summary>
    public const string HeaderName = "x-correlation-id";

    private const int MostCharacters = 128;

    /// <summary>The id of this request: to be put into events and answers.</summary>
    public static string CorrelationId(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<CorrelationFeature>()?.Id ?? TraceOrConnectionId(context);
    }

    internal static void UseCorrelation(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var given = Acceptable(context.Request.Headers[HeaderName]);
        var id = given ?? TraceOrConnectionId(context);
        context.Features.Set(new CorrelationFeature(id));
        context.Response.OnStarting(static state =>
        {
            var response = ((HttpContext)state).Response;
            response.Headers[HeaderName] = response.HttpContext.CorrelationId();
            return Task.CompletedTask;
        }, context);

        // The trace id is in every log entry anyway.
        return given is null ? next(context) : ScopedAsync(context, given, next);
    });

    private static async Task ScopedAsync(HttpContext context, string given, RequestDelegate next)
    {
        Activity.Current?.SetTag("pms.correlation_id", given);
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("PmsPlatform.Correlation");
        using (logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["CorrelationId"] = given }))
            await next(context);
    }

    // It goes to logs, headers and events: anything but a plain id is replaced, not repaired.
    private static string? Acceptable(string? id) =>
        id is { Length: > 0 and <= MostCharacters } && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '/' or '|')
            ? id
            : null;

    private static string TraceOrConnectionId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private sealed record CorrelationFeature(string Id);
}
