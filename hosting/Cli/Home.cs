namespace PmsPlatform.Cli;

/// <summary>Where a run keeps its state.</summary>
internal sealed class Home
{
    public Home(string? name = null)
    {
        var root = Environment.GetEnvironmentVariable("PMS_HOME") is { Length: > 0 } given ? given : Path.Combine(Environment.CurrentDirectory, ".pms");
        Folder = Path.GetFullPath(name is null ? root : Path.Combine(root, name));
    }

    private Home(DirectoryInfo folder) => Folder = folder.FullName;

    public string Folder { get; }

    /// <summary>The home at a place that somebody else chose.</summary>
    public static Home At(string folder) => new(new DirectoryInfo(folder));

    public string ResourcesFile => Path.Combine(Folder, "run", "resources.json");

    public string StateFile => Path.Combine(Folder, "state.json");

    public string Log(string name) => Path.Combine(Folder, "logs", name + ".log");
}
