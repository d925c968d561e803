using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.Cli;

/// <summary><c>stop</c>: ends a run that goes on elsewhere, or what a killed one left behind.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var stopped = 0;
        foreach (var home in (Home[])[new Home(), new Home("demo")])
            stopped += await StopAsync(home, cancellationToken);
        Console.WriteLine(stopped == 0 ? "Nothing is running." : $"Stopped {stopped} {(stopped == 1 ? "run" : "processes")}.");
        return 0;
    }

    /// <summary>Ends what a run left behind and forgets its data: the next one begins with nothing.</summary>
    public static async Task ClearAsync(Home home, CancellationToken cancellationToken)
    {
        await StopAsync(home, cancellationToken);
        Directory.Delete(home.Folder, recursive: true);
    }

    private static async Task<int> StopAsync(Home home, CancellationToken cancellationToken)
    {
        var records = Records(home).ToList();
        if (records.Select(ProcessRecord.Read).FirstOrDefault(record => record?.Owner.IsAlive == true) is { } running)
        {
            // The AppHost stops what it has started, in order.
            await ProcessTree.EndAsync(running.Owner, Posix.SigTerm, Patience, cancellationToken);
            return 1;
        }

        var reaped = 0;
        foreach (var record in records)
            reaped += (await ProcessRecord.ReapAsync(record, Posix.SigTerm, Patience, cancellationToken)).Count;
        return reaped;
    }

    private static IEnumerable<string> Records(Home home)
    {
        yield return Path.Combine(home.Folder, "run", "processes.json");
        var data = Path.Combine(home.Folder, "data");
        if (!Directory.Exists(data))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(data))
            yield return Path.Combine(folder, "process.json");
    }
}
