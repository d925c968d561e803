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
                found.Add(new ProcessIdentity(child.Pid, child.StartTicks));
                open.Enqueue(child.Pid);
            }
        }

        return found;
    }

    /// <summary>
    /// Signals the root, waits for it, then kills what is left of its group and its descendants.
    /// Returns true when the root ended by itself within <paramref name="timeout"/>.
    /// </summary>
    public static async Task<bool> EndAsync(ProcessIdentity root, int signal, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!root.IsAlive)
        {
            Posix.SignalGroup(root.Pid, Posix.SigKill);
            return true;
        }

        IReadOnlyList<ProcessIdentity> family = [root, .. Descendants(root.Pid)];
        Posix.Signal(root.Pid, signal);
        bool graceful = signal != Posix.SigKill && await GoneAsync([root], timeout, cancellationToken).ConfigureAwait(false);

        Posix.SignalGroup(root.Pid, Posix.SigKill);
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
