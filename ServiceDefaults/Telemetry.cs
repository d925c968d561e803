using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PmsPlatform.ServiceDefaults.Tracing;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs over OTLP. Nothing is collected when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is not set: trace ids still travel over HTTP then.
/// All other <c>OTEL_*</c> settings are read by the OpenTelemetry packages.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>What the framework and the drivers emit by themselves; no instrumentation package is needed.</summary>
    private static readonly string[] Sources = ["PmsPlatform.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit"];

    private static readonly string[] Meters =
    [
        "PmsPlatform.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting",
        "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit",
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[Endpoint]))
            return;

        // The server's spans are bare unless asked for; route and outcome are added by ServerSpans.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);

        builder.Logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.IncludeScopes = true;
        });

        var application = builder.Environment.ApplicationName;
        new HostedTelemetry(builder.Services)
            .ConfigureResource(resource => resource.Clear().AddService(application).AddTelemetrySdk().AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing.AddSource(Sources).AddSource(application).AddProcessor(new QueryRedaction()))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddMeter(application))
            .WithLogging()
            .UseOtlpExporter();
        builder.Services.AddHostedService<TelemetryLifetime>();
    }

    /// <summary>Lets the SDK's providers live in the host's container, so that they read its configuration and end with it.</summary>
    private sealed class HostedTelemetry(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
