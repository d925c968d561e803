using System.Diagnostics;
using System.Diagnostics.Metrics;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>What reads count. Tags come from bounded sets: vendor, entity, outcome.</summary>
internal static class ReadMetrics
{
    private static readonly Meter Meter = new(RuntimeMetrics.Name);
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("pms.read.answers", "{answer}", "Answers to reads, by where they came from.");

    public static void Answered(string vendor, EntityKind entity, ReadReply reply)
    {
        if (Answers.Enabled)
            Answers.Add(1, new TagList { { "vendor", vendor }, { "entity", entity.ToString() }, { "outcome", OutcomeOf(reply) } });
    }

    private static string OutcomeOf(ReadReply reply) => reply switch
    {
        { Stale: true } => "stale",
        { FromVendor: true } => "vendor",
        { Entry: not null } => "cache",
        { Outcome.Failure: null } => "missing",
        _ => "failed",
    };
}
