using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource, or one replica of it, at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    internal CustomResourceSnapshot()
    {
    }

    /// <summary>Project, Container, PostgresDatabaseResource, Parameter.</summary>
    public string ResourceType { get; internal init; } = "";

    public ResourceStateSnapshot? State { get; internal init; }

    /// <summary>Null unless the resource runs. Unhealthy until its checks have answered; healthy without checks.</summary>
    public HealthStatus? HealthStatus { get; internal init; }

    public DateTime? StartTimeStamp { get; internal init; }

    public DateTime? StopTimeStamp { get; internal init; }

    /// <summary>Of the last process that ended by itself.</summary>
    public int? ExitCode { get; internal init; }

    public ImmutableArray<UrlSnapshot> Urls { get; internal init; } = [];

    /// <summary>Of a running process: executable.pid.</summary>
    public ImmutableArray<ResourcePropertySnapshot> Properties { get; internal init; } = [];

    internal int? ProcessId { get; init; }

    internal long? ProcessStartTicks { get; init; }

    internal ImmutableArray<string> WaitingFor { get; init; } = [];

    /// <summary>Why it is not running, or why it is not healthy, in words.</summary>
    internal string? Message { get; init; }
}

public sealed record ResourceStateSnapshot(string Text, string? Style);

public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal);

public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>A resource has changed.</summary>
public sealed class ResourceEvent
{
    internal ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
    {
        Resource = resource;
        ResourceId = resourceId;
        Snapshot = snapshot;
    }

    public IResource Resource { get; }

    /// <summary>The resource's name; with replicas, the name and a suffix of each.</summary>
    public string ResourceId { get; }

    public CustomResourceSnapshot Snapshot { get; }
}

public static class KnownResourceStates
{
    public static readonly string Starting = "Starting";
    public static readonly string Running = "Running";
    public static readonly string Waiting = "Waiting";
    public static readonly string NotStarted = "NotStarted";
    public static readonly string Stopping = "Stopping";

    /// <summary>It was stopped.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>It ended by itself.</summary>
    public static readonly string Finished = "Finished";
    public static readonly string FailedToStart = "FailedToStart";
    public static readonly string ValueMissing = "ValueMissing";

    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
