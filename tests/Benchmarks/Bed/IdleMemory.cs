using System.Globalization;
using PmsPlatform.Cli;

namespace PmsPlatform.Benchmarks.Bed;

/// <summary>Memory of a resource's processes.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Processes">How many processes it consists of.</param>
/// <param name="Bytes">One process: what is resident. Several: what is resident, pages they share counted once.</param>
internal sealed record ResidentMemory(string Resource, int Processes, long Bytes);

/// <summary>Reads what the kernel says of the resources' processes.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<ResidentMemory>> MeasureAsync(ResourceStates states, CancellationToken cancellationToken)
    {
        // What starting up took is partly given back.
        await Task.Delay(Settle, cancellationToken);
        var children = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(folder => (Pid: int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), Parent: Number(folder, "status", "PPid:")))
            .ToLookup(process => (int)process.Parent, process => process.Pid);
        return
        [
            .. states.Resources.Where(state => state.Pid is not null)
                .Select(state => Of(state.Name, [.. Tree(state.Pid!.Value, children)]))
                .Where(memory => memory.Bytes > 0),
        ];
    }

    private static ResidentMemory Of(string resource, List<int> processes) => new(
        resource,
        processes.Count,
        1024 * (processes.Count == 1 ? Number($"/proc/{processes[0]}", "status", "VmRSS:") : processes.Sum(pid => Number($"/proc/{pid}", "smaps_rollup", "Pss:"))));

    private static IEnumerable<int> Tree(int root, ILookup<int, int> children) => children[root].SelectMany(child => Tree(child, children)).Prepend(root);

    private static long Number(string folder, string file, string name)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(folder, file)).FirstOrDefault(candidate => candidate.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
