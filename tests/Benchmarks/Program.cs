using PmsPlatform.Benchmarks;
using PmsPlatform.Benchmarks.Bare;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;
using PmsPlatform.Benchmarks.Rows;

// The bare programs that services are compared with run in processes of their own: this one, started again.
if (args is [BareProcess.Verb, var kind])
    return await BareServers.ServeAsync(kind);

var (options, problem) = BenchOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 64;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var report = new Report();
try
{
    Progress.Say("Starting the platform");
    await using var bed = await TestBed.StartAsync(options, stop.Token);
    foreach (var (name, measure) in RowGroups.All.Where(group => options.Wants(group.Name)))
    {
        Progress.Say(name);
        await report.AddAsync(name, () => measure(bed, options, stop.Token), stop.Token);
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 130;
}

await Console.Out.WriteLineAsync(options.Json ? report.Json() : report.Table());
return report.Failed ? 1 : 0;
