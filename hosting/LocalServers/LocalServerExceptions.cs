namespace PmsPlatform.LocalServers;

/// <summary>Base of everything that can go wrong with a local server; the message says what to do.</summary>
public abstract class LocalServerException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A program is not installed.</summary>
public sealed class MissingProgramException(string program, string package)
    : LocalServerException($"'{program}' is not installed. Install it with: apt-get install -y {package}")
{
    /// <summary>The program that was looked for.</summary>
    public string Program { get; } = program;

    /// <summary>The Debian package that brings it.</summary>
    public string Package { get; } = package;
}

/// <summary>The data folder was created with another user name or password than the one given now.</summary>
public sealed class PasswordChangedException(string dataFolder, string userName, Exception? innerException = null)
    : LocalServerException(
        $"The server refuses user '{userName}' with the given password: its data folder '{dataFolder}' was created with another one. "
        + "Give the old password, or remove the folder to start empty.",
        innerException)
{
    /// <summary>The folder that remembers the older password.</summary>
    public string DataFolder { get; } = dataFolder;
}

/// <summary>A port that must be used is taken.</summary>
public sealed class PortInUseException(int port, int? holderProcessId, string? holderProgram)
    : LocalServerException(
        holderProcessId is null
            ? $"Port {port} is in use by a process of another user or namespace."
            : $"Port {port} is in use by '{holderProgram}' (pid {holderProcessId}).")
{
    /// <summary>The port.</summary>
    public int Port { get; } = port;

    /// <summary>Who listens on it; null when that cannot be seen from here.</summary>
    public int? HolderProcessId { get; } = holderProcessId;

    /// <summary>The holder's program name; null when it cannot be seen from here.</summary>
    public string? HolderProgram { get; } = holderProgram;
}

/// <summary>Another living process runs a server on this data folder.</summary>
public sealed class DataFolderInUseException(string dataFolder, int ownerProcessId)
    : LocalServerException($"'{dataFolder}' is used by a server that process {ownerProcessId} started and still owns. Stop that process first.")
{
    /// <summary>The folder.</summary>
    public string DataFolder { get; } = dataFolder;

    /// <summary>The process that owns the running server.</summary>
    public int OwnerProcessId { get; } = ownerProcessId;
}

/// <summary>The server ended or did not become ready in time; the message ends with the last lines it wrote.</summary>
public sealed class ServerStartException(string message, Exception? innerException = null) : LocalServerException(message, innerException);
