using System.Diagnostics;
using System.Diagnostics.Metrics;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>What the ledger counts about itself. Tags are bounded: kinds of entity and outcomes.</summary>
internal sealed class LedgerMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _snapshots;
    private readonly Histogram<long> _items;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lag;

    public LedgerMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("PmsPlatform.SyncLedger");
        _snapshots = _meter.CreateCounter<long>("pms.ledger.snapshots", "{snapshot}", "Snapshots that arrived, by what became of them.");
        _items = _meter.CreateHistogram<long>("pms.ledger.write.items", "{snapshot}", "Snapshots written in one transaction.");
        _duration = _meter.CreateHistogram<double>("pms.ledger.write.duration", "s", "Time of one transaction.");
        _lag = _meter.CreateHistogram<double>("pms.ledger.lag", "s", "From the making of an event to its items being committed.");
    }

    public void Count(EntityKind entity, Verdict verdict)
    {
        Add(entity, "applied", verdict.Tallies.Sum(tally => tally.Applied));
        Add(entity, "unchanged", verdict.Tallies.Sum(tally => tally.Unchanged));
        Add(entity, "stale", verdict.Tallies.Sum(tally => tally.Stale));
    }

    public void CountRefused(EntityKind entity, int count) => Add(entity, "refused", count);

    public void Committed(EntityKind entity, TimeSpan afterMaking) => _lag.Record(Math.Max(0, afterMaking.TotalSeconds), Tag(entity));

    /// <summary>Measures until disposed.</summary>
    public IDisposable Write(EntityKind entity, int items)
    {
        _items.Record(items, Tag(entity));
        return new Measure(this, entity);
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(EntityKind entity) => new("entity", entity.Column());

    private void Add(EntityKind entity, string outcome, long count)
    {
        if (count > 0)
            _snapshots.Add(count, Tag(entity), new KeyValuePair<string, object?>("outcome", outcome));
    }

    private sealed class Measure(LedgerMetrics metrics, EntityKind entity) : IDisposable
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        public void Dispose() => metrics._duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, Tag(entity));
    }
}
