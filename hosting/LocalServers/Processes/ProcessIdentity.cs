using System.Globalization;
using System.Text.Json.Serialization;

namespace PmsPlatform.LocalServers.Processes;

/// <summary>
/// A process that can be recognised later: a pid alone is reused by the kernel, a pid with its start time
/// (clock ticks since boot, field 22 of /proc/PID/stat) is not.
/// </summary>
internal sealed record ProcessIdentity(int Pid, long StartTicks)
{
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId)
        ?? throw new PlatformNotSupportedException("Local servers need a Linux /proc file system.");

    /// <summary>True while exactly this process lives. A zombie nobody has reaped yet counts as dead.</summary>
    [JsonIgnore]
    public bool IsAlive => Of(Pid) == this;

    /// <summary>Null when no such process lives.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ProcessStat.Read(pid) is { IsZombie: false } stat ? new ProcessIdentity(pid, stat.StartTicks) : null;
}

internal sealed record ProcessStat(int Pid, string Program, char State, int ParentPid, int Group, int Session, int Threads, long StartTicks)
{
    /// <summary>Dead and not reaped. A first thread that is dead before the others still holds files and ports with them.</summary>
    public bool IsZombie => State is 'Z' or 'X' && Threads <= 1;

    public ProcessIdentity Identity => new(Pid, StartTicks);

    public static ProcessStat? Read(int pid)
    {
        try
        {
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));

            // The program name is in brackets and may itself hold blanks and brackets.
            int open = text.IndexOf('(', StringComparison.Ordinal);
            int close = text.LastIndexOf(')');
            string[] rest = text[(close + 2)..].Split(' ');
            return new ProcessStat(
                pid,
                text[(open + 1)..close],
                rest[0][0],
                int.Parse(rest[1], CultureInfo.InvariantCulture),
                int.Parse(rest[2], CultureInfo.InvariantCulture),
                int.Parse(rest[3], CultureInfo.InvariantCulture),
                int.Parse(rest[17], CultureInfo.InvariantCulture),
                long.Parse(rest[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static IEnumerable<ProcessStat> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Read(pid) is { } stat)
            {
                yield return stat;
            }
        }
    }
}
