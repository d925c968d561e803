using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>How long it takes until everything serves, and what it costs to do nothing.</summary>
internal static class ColdStart
{
    private const double Megabyte = 1024 * 1024;

    public static Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Row>>(
    [
        new Row { Id = "cold-start", What = "from nothing, empty data folders included, to all healthy", Unit = "s", Subject = Math.Round(bed.ColdStart.TotalSeconds, 1) },
        .. bed.Idle.Select(memory => new Row
        {
            Id = $"memory-{memory.Resource}",
            What = memory.Processes == 1 ? "resident, idle" : $"resident in {memory.Processes} processes, shared pages once, idle",
            Unit = "MB",
            Subject = Math.Round(memory.Bytes / Megabyte, 1),
        }),
        new Row { Id = "memory-all", What = "all of them", Unit = "MB", Subject = Math.Round(bed.Idle.Sum(memory => memory.Bytes) / Megabyte, 1) },
    ]);
}
