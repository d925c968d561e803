using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalRunner.Output;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>What every running resource needs.</summary>
internal sealed record RunContext(
    ResourceNotificationService Notifications,
    RunSettings Settings,
    HomeFolder Home,
    RunnerLogs Logs,
    IConfiguration Configuration,
    IHostEnvironment Environment,
    ProcessLedger Processes,
    InstanceIds Instances,
    HttpClient Http,
    ILogger Logger)
{
    public TimeProvider Time { get; } = TimeProvider.System;
}

/// <summary>Which instances each resource has: its name alone, or one id per replica.</summary>
internal sealed class InstanceIds
{
    private readonly Dictionary<string, IReadOnlyList<string>> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _awaited;

    public InstanceIds(IEnumerable<IResource> resources)
    {
        _awaited = [.. resources.SelectMany(resource => resource.Annotations.OfType<WaitFact>())
            .Where(wait => wait.Kind == WaitKind.Completed)
            .Select(wait => wait.Dependency.Name)];
    }

    public IReadOnlyList<string> this[IResource resource]
    {
        get => _ids[resource.Name];
        set => _ids[resource.Name] = value;
    }

    /// <summary>Whether somebody waits for the resource to run to its end.</summary>
    public bool IsAwaited(IResource resource) => _awaited.Contains(resource.Name);
}
