using System.Globalization;
using System.Runtime.InteropServices;

namespace PmsPlatform.LocalServers.Processes;

/// <summary>The few libc calls .NET does not offer: signals to a process or a group, the effective user, ownership.</summary>
internal static partial class Posix
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public static bool IsRoot => GetEffectiveUserId() == 0;

    /// <summary>Signals one process. False when it no longer exists.</summary>
    public static bool Signal(int processId, int signal) => processId > 1 && Kill(processId, signal) == 0;

    public static void ChangeOwner(string path, UserAccount account)
    {
        if (ChangeOwnerNative(path, account.UserId, account.GroupId) != 0)
        {
            throw new IOException($"The owner of '{path}' could not be changed to '{account.Name}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

    public static UserAccount? FindAccount(string name)
    {
        foreach (string line in File.ReadLines("/etc/passwd"))
        {
            string[] fields = line.Split(':');
            if (fields.Length >= 4 && fields[0] == name)
            {
                return new UserAccount(name, uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwnerNative(string path, uint userId, uint groupId);
}

internal sealed record UserAccount(string Name, uint UserId, uint GroupId);
