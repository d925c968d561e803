using Aspire.Hosting;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalServers;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>Takes the runner's folder for this process alone, and ends what a killed owner has left in it.</summary>
internal sealed class RunFolder : IDisposable
{
    // They were told to stop when their parent died: what still lives is not going to.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly FileStream _lock;

    private RunFolder(FileStream heldLock) => _lock = heldLock;

    /// <exception cref="DistributedApplicationException">Another living AppHost uses the folder.</exception>
    public static async Task<(RunFolder Folder, IReadOnlyList<int> Reaped)> TakeAsync(HomeFolder home, CancellationToken cancellationToken)
    {
        home.Create();
        FileStream held;
        try
        {
            // The kernel drops the lock with the process, however that ends.
            held = new FileStream(home.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            string owner = ProcessRecord.Read(home.ProcessesFile) is { } record ? $" (pid {record.Owner.Pid})" : "";
            throw new DistributedApplicationException($"Another AppHost{owner} is running on '{home.Root}'. Stop it, or set PMS_HOME to another folder.", exception);
        }

        var reaped = new List<int>();
        try
        {
            reaped.AddRange(await ProcessRecord.ReapAsync(home.ProcessesFile, Posix.SigTerm, s_patience, cancellationToken).ConfigureAwait(false));
            foreach (string record in Directory.EnumerateDirectories(home.Data(""), "*").Select(folder => Path.Combine(folder, "process.json")))
            {
                reaped.AddRange(await ProcessRecord.ReapAsync(record, Posix.SigTerm, s_patience, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (DataFolderInUseException exception)
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw new DistributedApplicationException(exception.Message, exception);
        }

        return (new RunFolder(held), reaped);
    }

    public void Dispose() => _lock.Dispose();
}
