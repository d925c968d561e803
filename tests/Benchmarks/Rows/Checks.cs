using System.Text.Json;
using PmsPlatform.Benchmarks.Measuring;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>What must hold, or a figure means nothing.</summary>
internal static class Checks
{
    public static void Complete(SyncRunView run)
    {
        if (run.State is not SyncRunState.Completed || run.Counts.Failed != 0)
            throw new InvalidMeasurementException($"The run ended {run.State} with {run.Counts.Failed} records in quarantine.");
    }

    public static void NotRefused(JsonElement calls)
    {
        var refused = calls.GetProperty("statuses").EnumerateObject().Where(status => !status.Name.StartsWith('2')).Sum(status => status.Value.GetInt64());
        if (refused > 0)
            throw new InvalidMeasurementException($"{refused} calls were refused by the vendor: {calls.GetProperty("statuses").GetRawText()}");
    }
}
