using System.Diagnostics;
using System.Diagnostics.Metrics;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>The only counters of a connector, the same for every vendor. Tags come from bounded sets: vendor, entity, mode, operation, outcome.</summary>
internal static class RuntimeMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "PmsPlatform.Connectors";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> SyncDuration = Meter.CreateHistogram<double>("pms.sync.duration", "s", "From the first page to the end of a sync run.");
    private static readonly Counter<long> SyncItems = Meter.CreateCounter<long>("pms.sync.items", "{record}", "Records read, by what became of them.");
    private static readonly Histogram<double> SyncLag = Meter.CreateHistogram<double>("pms.sync.lag", "s", "From the vendor's change to its confirmed event, incremental runs only.");
    private static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>("pms.vendor.request.duration", "s", "One request to the vendor.");
    private static readonly Counter<long> ThrottledCalls = Meter.CreateCounter<long>("pms.vendor.throttled", "{request}", "Requests the vendor refused as too many.");
    private static readonly Counter<long> MappingErrors = Meter.CreateCounter<long>("pms.mapping.errors", "{record}", "Records that went to quarantine.");
    private static readonly Counter<long> WriteTries = Meter.CreateCounter<long>("pms.write_back.tries", "{try}", "Tries to write to the vendor, by what became of them.");
    private static readonly Counter<long> UnknownCodes = Meter.CreateCounter<long>("pms.mapping.unknown", "{record}", "Records with a status text that no mapping knows.");

    public static void RunEnded(string vendor, SyncRunScope scope, SyncRunState state, TimeSpan duration) =>
        SyncDuration.Record(duration.TotalSeconds, Tags(vendor, scope.Entity, Tag("mode", scope.Mode.ToString()), Tag("state", state.ToString())));

    public static void Read(string vendor, EntityKind entity, string outcome, long count)
    {
        if (count > 0)
            SyncItems.Add(count, Tags(vendor, entity, Tag("outcome", outcome)));
    }

    public static void Lagged(string vendor, EntityKind entity, TimeSpan lag) => SyncLag.Record(Math.Max(0, lag.TotalSeconds), Tags(vendor, entity));

    public static void Requested(string vendor, string operation, string outcome, TimeSpan duration) =>
        RequestDuration.Record(duration.TotalSeconds, new TagList { { "vendor", vendor }, { "operation", operation }, { "outcome", outcome } });

    public static void Throttled(string vendor, string operation) =>
        ThrottledCalls.Add(1, new TagList { { "vendor", vendor }, { "operation", operation } });

    public static void WriteTried(string vendor, WriteBackKind kind, WriteBackState state) =>
        WriteTries.Add(1, new TagList { { "vendor", vendor }, { "kind", kind.ToString() }, { "state", state.ToString() } });

    public static void Quarantined(string vendor, EntityKind entity) => MappingErrors.Add(1, Tags(vendor, entity));

    public static void Unknown(string vendor, EntityKind entity, long count)
    {
        if (count > 0)
            UnknownCodes.Add(count, Tags(vendor, entity));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static TagList Tags(string vendor, EntityKind entity, params ReadOnlySpan<KeyValuePair<string, object?>> more)
    {
        var tags = new TagList { { "vendor", vendor }, { "entity", entity.ToString() } };
        foreach (var tag in more)
            tags.Add(tag);
        return tags;
    }
}
