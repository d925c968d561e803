using System.Globalization;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>
/// Reads master keys from a file: base64, one a line, the newest first; lines that begin with # are for people. A file that others than its owner can
/// read is refused.
/// </summary>
internal static class MasterKeyFile
{
    private const int MostCharacters = 64 * 1024;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The keys of a file.</summary>
    /// <exception cref="StartupConfigurationException">The file may be read by others, or a key in it is weak.</exception>
    /// <exception cref="MasterKeyException">The file is not there or may not be read.</exception>
    public static IReadOnlyList<LocalMasterKey> Read(string path)
    {
        var text = ReadPrivate(path);
        List<string> problems = [];
        List<LocalMasterKey> keys = [];
        foreach (var (number, line) in text.Split('\n').Index())
        {
            if (line.AsSpan().Trim() is not { Length: > 0 } content || content[0] == '#')
                continue;
            var what = string.Create(CultureInfo.InvariantCulture, $"Line {number + 1} of the master key file {path}");
            if (LocalMasterKey.Read(content.ToString(), what, out var problem) is { } key)
                keys.Add(key);
            else
                problems.Add(problem!);
        }

        if (problems.Count == 0 && keys.Count == 0)
            problems.Add($"The master key file {path} holds no key. Make one with: openssl rand -base64 32 > {path}");
        return problems.Count == 0 ? keys : throw new StartupConfigurationException(problems);
    }

    /// <summary>The text of a file that only its owner can read; the rights are those of the opened file, links followed.</summary>
    public static string ReadPrivate(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) is var open and not UnixFileMode.None)
            {
                var mode = Convert.ToString((int)(open | (File.GetUnixFileMode(file.SafeFileHandle) & ~Others)), 8);
                throw new StartupConfigurationException($"{path} is open to others than its owner (mode {mode}). Run: chmod 600 {path}");
            }

            if (file.Length > MostCharacters)
                throw new StartupConfigurationException($"{path} is too long to be a file of keys.");
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException(
                MasterKeyFault.Missing, "The master key file is not there or may not be read. Put it back, readable by the service's user only.", exception);
        }
    }
}
