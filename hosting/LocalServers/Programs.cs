using System.Globalization;

namespace PmsPlatform.LocalServers;

/// <summary>Finds programs on PATH and in the folders where Debian puts server programs.</summary>
internal static class Programs
{
    private static readonly string[] s_usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    public static string? FindOnPath(string program) =>
        First((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(s_usual), program);

    /// <summary>PostgreSQL's folder of programs; of the given major version when one is asked for, else the newest.</summary>
    /// <exception cref="MissingProgramException">Neither on PATH nor in /usr/lib/postgresql.</exception>
    public static string PostgresFolder(int? majorVersion = null)
    {
        // Debian's versioned folders come first when a version is asked for: PATH has no more than one.
        IEnumerable<string> folders = Folders("/usr/lib/postgresql", "*")
            .Select(folder => (Folder: folder, Version: Version(Path.GetFileName(folder))))
            .Where(found => majorVersion is null || found.Version == majorVersion)
            .OrderByDescending(found => found.Version)
            .Select(found => Path.Combine(found.Folder, "bin"));
        string? onPath = FindOnPath("postgres");
        if (onPath is not null && majorVersion is null)
        {
            folders = folders.Prepend(Path.GetDirectoryName(onPath)!);
        }
        else if (onPath is not null)
        {
            folders = folders.Append(Path.GetDirectoryName(onPath)!);
        }

        string? server = First(folders, "postgres");
        return Path.GetDirectoryName(server) ?? throw new MissingProgramException("postgres", majorVersion is null ? "postgresql" : $"postgresql-{majorVersion}");
    }

    /// <summary>The broker's own start script. Debian's wrapper on PATH changes the user and the environment, so it is the last resort.</summary>
    /// <exception cref="MissingProgramException">Not installed.</exception>
    public static string RabbitMqServer() =>
        First(
            Folders("/usr/lib/rabbitmq/lib", "rabbitmq_server-*").OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "sbin"))
                .Append("/usr/lib/rabbitmq/bin").Append("/opt/rabbitmq/sbin"),
            "rabbitmq-server")
        ?? FindOnPath("rabbitmq-server")
        ?? throw new MissingProgramException("rabbitmq-server", "rabbitmq-server");

    /// <summary>Erlang's port mapper.</summary>
    /// <exception cref="MissingProgramException">Not installed.</exception>
    public static string Epmd() =>
        FindOnPath("epmd")
        ?? First(Folders("/usr/lib/erlang", "erts-*").Select(folder => Path.Combine(folder, "bin")), "epmd")
        ?? throw new MissingProgramException("epmd", "erlang-base");

    private static string? First(IEnumerable<string> folders, string program) =>
        folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string[] Folders(string parent, string pattern) =>
        Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern) : [];

    private static int Version(string folder) =>
        int.TryParse(folder, NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0;
}
