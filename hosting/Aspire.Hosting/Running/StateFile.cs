using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>Keeps a file with the state of every resource, for whoever watches from another process. Replaced in one step at each change.</summary>
internal sealed class StateFile : IAsyncDisposable
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(50);

    private readonly string _path;
    private readonly ResourceNotificationService _notifications;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _writing;

    public StateFile(string path, ResourceNotificationService notifications, TimeProvider time)
    {
        _path = path;
        _notifications = notifications;
        _time = time;
        Write();
        _writing = Task.Run(WriteChangesAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        Write();
        _stopping.Dispose();
    }

    private async Task WriteChangesAsync()
    {
        try
        {
            await foreach (ResourceEvent _ in _notifications.WatchAsync(_stopping.Token).ConfigureAwait(false))
            {
                // Changes come in flocks; the state written is the newest one, so those that follow within this moment are in it.
                await Task.Delay(s_quiet, _time, _stopping.Token).ConfigureAwait(false);
                Write();
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
    }

    private void Write()
    {
        var state = new RunState(
            ProcessIdentity.Current,
            _time.GetUtcNow(),
            [.. _notifications.All().Select(State)]);
        string next = _path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(state, RunStateJson.Default.RunState));
        File.Move(next, _path, overwrite: true);
    }

    private static ResourceState State(ResourceEvent current) => new()
    {
        Name = current.Resource.Name,
        Id = current.ResourceId,
        Type = current.Snapshot.ResourceType,
        State = current.Snapshot.State?.Text ?? "",
        Health = current.Snapshot.HealthStatus?.ToString(),
        Pid = current.Snapshot.ProcessId,
        StartTicks = current.Snapshot.ProcessStartTicks,
        StartedAt = current.Snapshot.StartTimeStamp,
        StoppedAt = current.Snapshot.StopTimeStamp,
        Urls = [.. current.Snapshot.Urls.Select(url => new ResourceUrl(url.Name ?? "", url.Url, !url.IsInternal))],
        WaitingFor = [.. current.Snapshot.WaitingFor],
        ExitCode = current.Snapshot.ExitCode,
        Message = current.Snapshot.Message,
    };
}

/// <summary>The file's content. The AppHost's identity tells a reader whether the file's writer still lives.</summary>
internal sealed record RunState(ProcessIdentity AppHost, DateTimeOffset UpdatedAt, IReadOnlyList<ResourceState> Resources);

internal sealed record ResourceState
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string State { get; init; }

    public string? Health { get; init; }

    public int? Pid { get; init; }

    public long? StartTicks { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? StoppedAt { get; init; }

    public required IReadOnlyList<ResourceUrl> Urls { get; init; }

    public required IReadOnlyList<string> WaitingFor { get; init; }

    public int? ExitCode { get; init; }

    public string? Message { get; init; }
}

internal sealed record ResourceUrl(string Name, string Url, bool External);

[JsonSerializable(typeof(RunState))]
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class RunStateJson : JsonSerializerContext;
