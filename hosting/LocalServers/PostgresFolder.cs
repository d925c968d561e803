using System.Globalization;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalServers;

/// <summary>The data folder: created by initdb, owned by the account PostgreSQL runs under, which is never root.</summary>
internal sealed class PostgresFolder
{
    private const string ServerAccount = "postgres";

    private readonly PostgresServerOptions _options;

    public PostgresFolder(PostgresServerOptions options)
    {
        _options = options;
        Root = Path.GetFullPath(options.DataFolder);
        Directory.CreateDirectory(Root);
        if (Posix.IsRoot)
        {
            Account = Posix.FindAccount(ServerAccount) ?? throw new MissingProgramException("postgres", "postgresql");
            Posix.ChangeOwner(Root, Account);
        }
    }

    public string Root { get; }

    public string Cluster => Path.Combine(Root, "cluster");

    public string RecordFile => Path.Combine(Root, "process.json");

    public string LogFile => Path.Combine(Root, "server.log");

    /// <summary>Null: the current account, which is not root.</summary>
    public UserAccount? Account { get; }

    public bool Exists => File.Exists(Path.Combine(Cluster, "PG_VERSION"));

    /// <summary>Major version that created the cluster; only the same one can run it.</summary>
    public int? MajorVersion =>
        Exists && int.TryParse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? version
            : null;

    public ChildProcessOptions Command(string program, IReadOnlyList<string> arguments, Action<string, bool>? output) => new()
    {
        FileName = program,
        Arguments = arguments,
        WorkingDirectory = "/",
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = Root,
            ["LC_ALL"] = "C.UTF-8",
            ["TZ"] = "UTC",
        },
        RunAs = Account,
        MayReadClosedFolders = Account is not null && HasClosedParent(),
        Output = output,
        ParentDeathSignal = Posix.SigInt,
    };

    /// <summary>Runs initdb in a folder of another name and renames it at the end: a run that was killed leaves nothing half done.</summary>
    public async Task CreateAsync(string programs, ServerLog log, CancellationToken cancellationToken)
    {
        string unfinished = Cluster + ".new";
        string passwordFile = Path.Combine(Root, "password");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        OwnerOnly.CreateFolder(unfinished);
        OwnerOnly.WriteFile(passwordFile, _options.Password + "\n");
        if (Account is not null)
        {
            Posix.ChangeOwner(unfinished, Account);
            Posix.ChangeOwner(passwordFile, Account);
        }

        try
        {
            string[] arguments =
            [
                "--pgdata", unfinished, "--username", _options.UserName, "--pwfile", passwordFile, "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
            ];
            await using ChildProcess process = await ChildProcess
                .StartAsync(Command(Path.Combine(programs, "initdb"), arguments, log.Write), cancellationToken).ConfigureAwait(false);
            int exitCode = await process.Exited.WaitAsync(_options.StartTimeout, cancellationToken).ConfigureAwait(false);
            await process.FinishOutputAsync().ConfigureAwait(false);
            if (exitCode != 0)
            {
                throw new ServerStartException($"initdb ended with exit code {exitCode}:{Environment.NewLine}{log.Tail}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(unfinished, Cluster);
    }

    private bool HasClosedParent()
    {
        for (DirectoryInfo? folder = Directory.GetParent(Root); folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return true;
            }
        }

        return false;
    }
}
