namespace PmsPlatform.LocalServers;

/// <summary>Files and folders no other account may read.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw NotOnWindows();
        }

        Directory.CreateDirectory(path, FolderMode);
    }

    /// <summary>The mode is set before the content is written, and the file is replaced in one step.</summary>
    public static void WriteFile(string path, string content)
    {
        if (OperatingSystem.IsWindows())
        {
            throw NotOnWindows();
        }

        string next = path + ".next";
        File.Delete(next);
        using (var stream = new FileStream(next, new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode }))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(content);
        }

        File.Move(next, path, overwrite: true);
    }

    private static PlatformNotSupportedException NotOnWindows() => new("Local servers run on Linux.");
}
