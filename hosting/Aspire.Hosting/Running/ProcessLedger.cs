using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>The project processes of this run, on disk, so that the next run can end what a killed one has left.</summary>
internal sealed class ProcessLedger(string file)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ProcessIdentity> _processes = [];

    public void Add(ProcessIdentity process)
    {
        lock (_lock)
        {
            _processes.Add(process);
            Write();
        }
    }

    public void Remove(ProcessIdentity process)
    {
        lock (_lock)
        {
            _processes.Remove(process);
            Write();
        }
    }

    /// <summary>Names this process as the owner, before anything is started.</summary>
    public void Write() => new ProcessRecord(ProcessIdentity.Current, [.. _processes]).Write(file);

    public void Delete() => File.Delete(file);
}
