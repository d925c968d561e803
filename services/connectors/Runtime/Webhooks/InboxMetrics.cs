using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>What is counted of deliveries. Tags come from bounded sets: vendor, outcome, reason, state.</summary>
internal static class InboxMetrics
{
    private static readonly Meter Meter = new(RuntimeMetrics.Name);
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("pms.webhook.deliveries", "{delivery}", "Deliveries by what they were answered.");
    private static readonly Counter<long> Settled = Meter.CreateCounter<long>("pms.inbox.settled", "{delivery}", "Deliveries that were worked off, by how they ended.");
    private static readonly Histogram<double> Latency = Meter.CreateHistogram<double>("pms.inbox.latency", "s", "From the commit of a delivery to its end.");
    private static readonly Counter<long> Fetched = Meter.CreateCounter<long>("pms.inbox.fetched", "{record}", "Records fetched because deliveries named them.");

    public static void Answered(string vendor, string outcome, string reason = "none") =>
        Deliveries.Add(1, new TagList { { "vendor", vendor }, { "outcome", outcome }, { "reason", reason } });

    public static void Ended(string vendor, InboxState state, TimeSpan after)
    {
        Settled.Add(1, new TagList { { "vendor", vendor }, { "state", state.ToString() } });
        Latency.Record(Math.Max(0, after.TotalSeconds), new TagList { { "vendor", vendor } });
    }

    public static void Asked(string vendor, long records) => Fetched.Add(records, new TagList { { "vendor", vendor } });
}
