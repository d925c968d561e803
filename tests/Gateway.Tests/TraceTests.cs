using System.Diagnostics;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class TraceTests
{
    [Fact]
    public async Task A_call_is_one_trace_from_client_to_service_and_shows_no_query()
    {
        await using var collector = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        await using var service = await Backends.StartAsync();
        var settings = Settings.With(("guest-context", service.Url), ("sync-ledger", service.Url), ("connector-mews", service.Url));
        foreach (var (key, value) in collector.Settings)
            settings[key] = value;
        await using var gateway = await RunningGateway.StartAsync(settings);
        var trace = ActivityTraceId.CreateRandom().ToHexString();

        await gateway.GetAsync("/api/context?phone=15550188", ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"), ("x-correlation-id", "cause-8"));

        Assert.Contains(trace, Assert.Single(service.Requests).Headers["traceparent"], StringComparison.Ordinal);
        await Eventually.TrueAsync(
            () => collector.Spans.Any(span => span.TraceId == trace && span.Kind is OtlpSpanKind.Server && span.ParentId == "00f067aa0ba902b7"),
            TimeSpan.FromSeconds(20),
            "the gateway's span is exported",
            TestContext.Current.CancellationToken);
        Assert.False(collector.Holds("15550188"));
        Assert.False(collector.Holds(Settings.ConciergeKey));
    }
}
