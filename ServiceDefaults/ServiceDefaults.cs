using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Access;

namespace Microsoft.Extensions.Hosting;

/// <summary>The two calls every service of the platform makes: one on its builder, one on its application.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>How long a stopping service may take to finish what it has begun. The local runner and Kubernetes wait longer than this.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Adds what every service has: traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, health checks, service discovery
    /// and resilience for every <see cref="System.Net.Http.HttpClient"/>, problem details (RFC 9457), request limits, the hotel directory, the signed
    /// caller identity, personal data protection, the system clock, and 25 seconds to stop in.
    /// </summary>
    /// <remarks>
    /// Settings: <c>Pms:Hotels</c>, <c>Pms:InternalKey</c>, <c>Pms:DataKey</c>; all are checked when the host starts and every problem is named at once.
    /// Keys may be absent in a service that never asks for them, see <see cref="Keys"/>.
    /// </remarks>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTime);

        // A line for every statement and request is what traces are for; a more specific category in configuration brings them back.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        builder.AddTelemetry();
        builder.AddDefaultHealthChecks();
        builder.AddServiceDiscovery();
        builder.AddHttpResilience();
        builder.AddProblems();
        builder.AddKeys();
        builder.AddHotelDirectory();
        builder.Services.AddHostedService<StatedAccess>();
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (every check) and <c>/alive</c> (the process answers), and turns exceptions and empty error answers into problem details.
    /// Call it first after <c>Build()</c>: what is added before it is not covered by the exception handling.
    /// </summary>
    /// <remarks>
    /// Both addresses answer in every environment and without credentials: orchestrators ask them. They are for the internal network only; the gateway
    /// does not route them. The answer holds names and states of checks, nothing else.
    /// </remarks>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseProblems();
        app.UseCallerIdentity();
        app.MapHealthEndpoints();
        return app;
    }
}
