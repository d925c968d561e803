using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PmsPlatform.LocalRunner.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What state each resource is in, and its changes.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ChannelWriter<ResourceEvent>> _watchers = [];
    private readonly WaitBehavior _defaultBehavior;

    internal ResourceNotificationService(RunSettings settings) => _defaultBehavior = settings.DefaultWaitBehavior;

    /// <summary>The current state of every resource, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            foreach (ResourceEvent current in _current.Values)
            {
                channel.Writer.TryWrite(current);
            }

            _watchers.Add(channel.Writer);
        }

        try
        {
            await foreach (ResourceEvent change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel.Writer);
            }
        }
    }

    /// <summary>By id; or by name when the resource has one instance.</summary>
    public bool TryGetCurrentState(string resourceId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>Waits until the resource, or one of its replicas, is in the state; default: Running.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
    {
        string wanted = targetState ?? KnownResourceStates.Running;
        return WaitForResourceAsync(resourceName, change => change.Snapshot.State?.Text == wanted, cancellationToken);
    }

    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        ArgumentNullException.ThrowIfNull(predicate);
        await foreach (ResourceEvent change in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException($"The application ended before '{resourceName}' was in the wanted state.");
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, _defaultBehavior, cancellationToken);

    /// <exception cref="DistributedApplicationException">The resource has failed, and the behaviour is to stop then.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        ResourceEvent reached = await WaitForResourceAsync(
            resourceName,
            change => IsHealthy(change) || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && HasEnded(change)),
            cancellationToken).ConfigureAwait(false);
        return IsHealthy(reached)
            ? reached
            : throw new DistributedApplicationException(
                $"'{resourceName}' is {reached.Snapshot.State?.Text} instead of healthy. {reached.Snapshot.Message}".TrimEnd());
    }

    internal static bool IsHealthy(ResourceEvent change) =>
        change.Snapshot.State?.Text == KnownResourceStates.Running && change.Snapshot.HealthStatus == HealthStatus.Healthy;

    internal static bool HasEnded(ResourceEvent change) => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text);

    internal IReadOnlyList<ResourceEvent> All()
    {
        lock (_lock)
        {
            return [.. _current.Values];
        }
    }

    internal void Publish(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_lock)
        {
            CustomResourceSnapshot before = _current.TryGetValue(resourceId, out ResourceEvent? current) ? current.Snapshot : new CustomResourceSnapshot();
            CustomResourceSnapshot after = change(before);
            if (current is not null && after == before)
            {
                return;
            }

            var changed = new ResourceEvent(resource, resourceId, after);
            _current[resourceId] = changed;
            foreach (ChannelWriter<ResourceEvent> watcher in _watchers)
            {
                watcher.TryWrite(changed);
            }
        }
    }
}
