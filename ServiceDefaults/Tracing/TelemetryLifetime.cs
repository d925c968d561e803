using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace PmsPlatform.ServiceDefaults.Tracing;

/// <summary>
/// Brings the providers to life before any other hosted service starts, by asking for them, and flushes them after all others have stopped.
/// The container disposes them.
/// </summary>
internal sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics, LoggerProvider logs) : IHostedLifecycleService
{
    /// <summary>An exporter whose collector is gone must not hold up the end of the process.</summary>
    private static readonly TimeSpan MostFlushTime = TimeSpan.FromSeconds(3);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        var most = (int)MostFlushTime.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => traces.ForceFlush(most), cancellationToken),
            Task.Run(() => metrics.ForceFlush(most), cancellationToken),
            Task.Run(() => logs.ForceFlush(most), cancellationToken));
    }
}
