using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PmsPlatform.TestKit;

/// <summary>
/// An OpenTelemetry collector for tests: takes traces, metrics and logs over OTLP (http/protobuf), reads the spans, keeps the rest as bytes to search in.
/// Point a host at it with <c>OTEL_EXPORTER_OTLP_ENDPOINT = Url</c> and <c>OTEL_EXPORTER_OTLP_PROTOCOL = http/protobuf</c>.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _bodies = new();
    private FakeVendor? _server;

    private OtlpReceiver()
    {
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Url => _server!.Url;

    /// <summary>Every span so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    /// <summary>Everything so far: signal (<c>traces</c>, <c>metrics</c>, <c>logs</c>) and body as it came.</summary>
    public IReadOnlyList<(string Signal, byte[] Body)> Received => [.. _bodies];

    /// <summary>The settings that make a host export here at once.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>Starts one.</summary>
    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new OtlpReceiver();
        receiver._server = await FakeVendor.StartAsync(receiver.TakeAsync, cancellationToken);
        return receiver;
    }

    /// <summary>True when anything received, of the given signal (<c>traces</c>, <c>metrics</c>, <c>logs</c>) or of all, holds this text.</summary>
    public bool Holds(string text, string? signal = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return _bodies.Any(body => (signal is null || string.Equals(body.Signal, signal, StringComparison.Ordinal)) && body.Body.AsSpan().IndexOf(bytes) >= 0);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TakeAsync(HttpContext context)
    {
        // Within one process the host under test sees this request too, and would export it, for ever.
        if (Activity.Current is { } own)
        {
            own.IsAllDataRequested = false;
            own.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        var signal = context.Request.Path.Value!.Split('/')[^1];
        _bodies.Enqueue((signal, body));
        if (signal is "traces")
        {
            foreach (var span in OtlpSpanReader.Read(body))
                _spans.Enqueue(span);
        }

        // An empty answer is a valid, empty protobuf message: everything was taken.
        context.Response.ContentType = "application/x-protobuf";
    }
}
