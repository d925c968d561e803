using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>Measures one group of rows.</summary>
internal delegate Task<IReadOnlyList<Row>> Measure(TestBed bed, BenchOptions options, CancellationToken cancellationToken);

/// <summary>What can be asked for by name. The full sync comes last, so that its rows do not weigh upon the others.</summary>
internal static class RowGroups
{
    public static IReadOnlyList<(string Name, Measure Measure)> All { get; } =
    [
        ("cold-start", ColdStart.MeasureAsync),
        ("calls", VendorCalls.MeasureAsync),
        ("context", ContextQuery.MeasureAsync),
        ("reads", CachedRead.MeasureAsync),
        ("ledger", LedgerConsume.MeasureAsync),
        ("webhook-ingress", WebhookIngress.MeasureAsync),
        ("relay", RelayRate.MeasureAsync),
        ("webhook-to-context", WebhookToContext.MeasureAsync),
        ("schedule", LegalSchedule.MeasureAsync),
        ("full-sync", FullSync.MeasureAsync),
    ];
}
