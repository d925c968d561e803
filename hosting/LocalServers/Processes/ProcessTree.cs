namespace PmsPlatform.LocalServers.Processes;

/// <summary>Ends processes together with everything they started, also what left their process group (PostgreSQL's backends do).</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    public static IReadOnlyList<ProcessIdentity> Descendants(int pid)
    {
        ILookup<int, ProcessStat> byParent = ProcessStat.All().Where(stat => !stat.IsZombie).ToLookup(stat => stat.ParentPid);
        var found = new List<ProcessIdentity>();
        var open = new Queue<int>([pid]);
        while (open.TryDequeue(out int parent))
        {
            foreach (ProcessStat child in byParent[parent])
            {
                found.Add(child.Identity);
                open.Enqueue(child.Pid);
            }
        }

        return found;
    }

    /// <summary>
    /// Signals the root, waits for it, then kills what is left of its descendants and its session.
    /// Returns true when the root ended by itself within <paramref name="timeout"/>.
    /// </summary>
    /// <remarks>
    /// Every signal goes to one process whose start time has just been compared. A process group is never signalled by its number:
    /// the kernel reuses numbers, and a group that has meanwhile become somebody else's would die.
    /// </remarks>
    public static async Task<bool> EndAsync(ProcessIdentity root, int signal, TimeSpan timeout, CancellationToken cancellationToken)
    {
        bool graceful = true;
        IReadOnlyList<ProcessIdentity> family = root.IsAlive ? [root, .. Descendants(root.Pid)] : [];
        if (root.IsAlive)
        {
            Posix.Signal(root.Pid, signal);
            graceful = signal != Posix.SigKill && await GoneAsync([root], timeout, cancellationToken).ConfigureAwait(false);
        }

        family = [.. family, .. SessionOf(root)];
        foreach (ProcessIdentity member in family)
        {
            if (member.IsAlive)
            {
                Posix.Signal(member.Pid, Posix.SigKill);
            }
        }

        await GoneAsync(family, TimeSpan.FromSeconds(5), CancellationToken.None).ConfigureAwait(false);
        return graceful;
    }

    /// <summary>What a root that leads a session has left in it; nothing when its number belongs to another process by now.</summary>
    private static IEnumerable<ProcessIdentity> SessionOf(ProcessIdentity root)
    {
        ProcessStat[] all = [.. ProcessStat.All()];
        return all.Any(stat => stat.Pid == root.Pid && stat.StartTicks != root.StartTicks)
            ? []
            : all.Where(stat => stat.Session == root.Pid && stat.StartTicks >= root.StartTicks && !stat.IsZombie).Select(stat => stat.Identity);
    }

    private static async Task<bool> GoneAsync(IReadOnlyList<ProcessIdentity> processes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (processes.Any(process => process.IsAlive))
        {
            if (cancellationToken.IsCancellationRequested || TimeProvider.System.GetElapsedTime(started) > timeout)
            {
                return false;
            }

            await Task.Delay(s_poll, CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }
}
