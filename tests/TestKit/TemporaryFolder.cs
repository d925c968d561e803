namespace PmsPlatform.TestKit;

/// <summary>A folder of its own under the system's temporary folder, gone with this object.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    /// <param name="name">A word for people who find it while a test runs.</param>
    public TemporaryFolder(string name)
    {
        // Every user of the machine may walk through it: database servers refuse root and run as another one.
        Path = Directory.CreateTempSubdirectory($"pms-test-{name}-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>A path within it; nothing is made.</summary>
    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A server that is being killed may still write; the system clears its temporary folder.
        }
    }
}
