using System.Diagnostics.Metrics;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.GuestContext.Snapshots;

/// <summary>The service's counters. Tags come from bounded sets only.</summary>
internal sealed class ContextMetrics
{
    public const string MeterName = "PmsPlatform.GuestContext";

    private readonly Counter<long> items;
    private readonly Counter<long> answers;

    public ContextMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        items = meter.CreateCounter<long>("pms.context.items", "{item}", "Snapshots received, by what became of them");
        answers = meter.CreateCounter<long>("pms.context.answers", "{answer}", "Context questions, by what was asked with and whether somebody was found");
    }

    public void Count(EntityKind entity, Outcome outcome, int failed)
    {
        Add(outcome.Applied, "applied");
        Add(outcome.Unchanged, "unchanged");
        Add(outcome.Stale, "stale");
        Add(failed, "failed");

        void Add(long count, string result)
        {
            if (count > 0)
                items.Add(count, new("pms.entity", entity.ToString()), new("pms.outcome", result));
        }
    }

    public void Answered(string by, bool isFound) => answers.Add(1, new("pms.asked_by", by), new("pms.found", isFound));
}
