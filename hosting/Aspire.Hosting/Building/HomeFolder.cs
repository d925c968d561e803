using PmsPlatform.LocalServers;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>The folder the runner keeps everything in: data of servers, logs, records of processes, generated secrets.</summary>
internal sealed class HomeFolder(string path)
{
    public string Root { get; } = Path.GetFullPath(path);

    public string SecretsFile => Path.Combine(Root, "secrets.json");

    public string LockFile => Path.Combine(Run, "lock");

    public string ProcessesFile => Path.Combine(Run, "processes.json");

    public string ResourcesFile => Path.Combine(Run, "resources.json");

    private string Run => Path.Combine(Root, "run");

    private string Logs => Path.Combine(Root, "logs");

    public string Data(string name) => Path.Combine(Root, "data", name);

    public string Log(string name) => Path.Combine(Logs, name + ".log");

    public string PreviousLog(string name) => Path.Combine(Logs, name + ".previous.log");

    public void Create()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Logs);
        Directory.CreateDirectory(Path.Combine(Root, "data"));

        // It tells which process is which, nothing secret, but nobody else has business there.
        OwnerOnly.CreateFolder(Run);
    }
}
