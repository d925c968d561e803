using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>Holds an instance back until what it waits for is there.</summary>
internal sealed class DependencyWait(IResource resource, RunContext context, Action<IReadOnlyList<string>> waiting)
{
    private readonly List<string> _open = [];

    /// <exception cref="DistributedApplicationException">A dependency has failed, and the behaviour is to fail with it.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        // Waiting for a database is waiting for its server too.
        WaitFact[] facts =
        [
            .. resource.Annotations.OfType<WaitFact>()
                .SelectMany(fact => fact is { Kind: not WaitKind.Completed, Dependency: IResourceWithParent child }
                    ? [fact with { Dependency = child.Parent }, fact]
                    : new[] { fact }),
        ];
        if (facts.Length == 0)
        {
            return;
        }

        lock (_open)
        {
            _open.AddRange(facts.Select(fact => fact.Dependency.Name).Distinct(StringComparer.Ordinal));
            waiting([.. _open]);
        }

        await Task.WhenAll(facts.GroupBy(fact => fact.Dependency.Name, StringComparer.Ordinal).Select(async group =>
        {
            foreach (WaitFact fact in group)
            {
                await WaitAsync(fact, cancellationToken).ConfigureAwait(false);
            }

            lock (_open)
            {
                _open.Remove(group.Key);
                waiting([.. _open]);
            }
        })).ConfigureAwait(false);
    }

    private Task WaitAsync(WaitFact fact, CancellationToken cancellationToken) =>
        Task.WhenAll(context.Instances[fact.Dependency].Select(id => WaitAsync(fact, id, cancellationToken)));

    private async Task WaitAsync(WaitFact fact, string instanceId, CancellationToken cancellationToken)
    {
        WaitBehavior behavior = fact.Behavior ?? context.Settings.DefaultWaitBehavior;
        await foreach (ResourceEvent change in context.Notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (change.ResourceId != instanceId)
            {
                continue;
            }

            bool ended = ResourceNotificationService.HasEnded(change);
            bool there = fact.Kind switch
            {
                WaitKind.Healthy => ResourceNotificationService.IsHealthy(change),
                WaitKind.Started => change.Snapshot.State?.Text == KnownResourceStates.Running,
                WaitKind.Completed => change.Snapshot.State?.Text == KnownResourceStates.Finished && change.Snapshot.ExitCode == fact.ExitCode,
                _ => throw new InvalidOperationException($"Unknown kind of wait {fact.Kind}."),
            };
            if (there)
            {
                return;
            }

            // What was to run to its end and ended otherwise will not come right by waiting.
            if (ended && (fact.Kind == WaitKind.Completed || behavior == WaitBehavior.StopOnResourceUnavailable))
            {
                string exitCode = change.Snapshot.ExitCode is { } code ? $" (exit code {code})" : "";
                throw new DistributedApplicationException(
                    $"it waits for '{instanceId}', which is {change.Snapshot.State?.Text}{exitCode}. {change.Snapshot.Message}".TrimEnd());
            }
        }
    }
}
