using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Where orchestrators ask how a service is, and which checks they ask for.</summary>
public static class HealthChecks
{
    /// <summary>Answers 200 while the process handles requests at all; restart it when not.</summary>
    public const string AlivePath = "/alive";

    /// <summary>Answers 200 when everything the service needs works, 503 otherwise; send it no requests when not.</summary>
    public const string HealthPath = "/health";

    /// <summary>Tag of checks that belong to <see cref="AlivePath"/>.</summary>
    public const string LiveTag = "live";

    /// <summary>Tag of checks on things outside the process; part of <see cref="HealthPath"/> only.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Tag of checks whose data are shown to whoever asks; they hold states and numbers, never addresses.</summary>
    public const string ShownTag = "shown";

    /// <summary>A check that takes longer counts as failed.</summary>
    internal static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    internal static void AddDefaultHealthChecks(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", static () => HealthCheckResult.Healthy(), [LiveTag]);

    internal static void MapHealthEndpoints(this WebApplication app)
    {
        Map(AlivePath, static check => check.Tags.Contains(LiveTag));
        Map(HealthPath, static _ => true);

        void Map(string path, Func<HealthCheckRegistration, bool> predicate) =>
            app.MapHealthChecks(path, new HealthCheckOptions { Predicate = predicate, ResponseWriter = WriteAsync })
                .AllowAnonymous()
                .OpenTo("orchestrators, inside")
                .DisableRateLimiting()
                .DisableHttpMetrics();
    }

    /// <summary>Orchestrators ask every few seconds: their questions are kept out of traces, with all that happens inside.</summary>
    internal static void UseQuietHealthChecks(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if ((context.Request.Path.Equals(HealthPath, StringComparison.Ordinal) || context.Request.Path.Equals(AlivePath, StringComparison.Ordinal))
            && context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            // Children follow their parent's flag, so that a check's own SQL is not exported either.
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        return next(context);
    });

    // States only: descriptions and exceptions of checks hold addresses and user names. They are in the log.
    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status"u8, report.Status.ToString());
        writer.WriteStartObject("checks"u8);
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteStartObject(name);
            writer.WriteString("status"u8, entry.Status.ToString());
            writer.WriteNumber("milliseconds"u8, Math.Round(entry.Duration.TotalMilliseconds, 1));
            if (entry.Tags.Contains(ShownTag))
                WriteData(writer, entry.Data);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, IReadOnlyDictionary<string, object> data)
    {
        writer.WriteStartObject("data"u8);
        foreach (var (name, value) in data)
            writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }
}
