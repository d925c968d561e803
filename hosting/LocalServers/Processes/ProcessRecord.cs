using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmsPlatform.LocalServers.Processes;

/// <summary>
/// Who started which processes, kept in a file, so that leftovers of a killed owner can be found and ended by the next one.
/// </summary>
internal sealed record ProcessRecord(ProcessIdentity Owner, IReadOnlyList<ProcessIdentity> Processes)
{
    public static ProcessRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), ProcessRecordJson.Default.ProcessRecord);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file in one step: a reader never sees half of it.</summary>
    public void Write(string file)
    {
        string next = file + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, ProcessRecordJson.Default.ProcessRecord));
        File.Move(next, file, overwrite: true);
    }

    /// <summary>Ends what a dead owner has left behind. Returns the pids that were still alive.</summary>
    /// <exception cref="DataFolderInUseException">The owner still lives, and it is not this process.</exception>
    public static async Task<IReadOnlyList<int>> ReapAsync(string file, int signal, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Read(file) is not { } record)
        {
            return [];
        }

        ProcessIdentity[] alive = [.. record.Processes.Where(process => process.IsAlive)];
        if (alive.Length > 0 && record.Owner.IsAlive)
        {
            throw new DataFolderInUseException(Path.GetDirectoryName(file)!, record.Owner.Pid);
        }

        foreach (ProcessIdentity process in alive)
        {
            await ProcessTree.EndAsync(process, signal, timeout, cancellationToken).ConfigureAwait(false);
        }

        File.Delete(file);
        return [.. alive.Select(process => process.Pid)];
    }
}

[JsonSerializable(typeof(ProcessRecord))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ProcessRecordJson : JsonSerializerContext;
