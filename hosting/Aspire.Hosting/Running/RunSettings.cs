using Aspire.Hosting.ApplicationModel;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>How this run differs from another one of the same application.</summary>
internal sealed record RunSettings(bool RandomPorts, WaitBehavior DefaultWaitBehavior)
{
    /// <summary>How long projects may take to end before they are killed, counted from the beginning of the stop.</summary>
    public TimeSpan ProjectStopTime { get; init; } = TimeSpan.FromSeconds(5.5);

    /// <summary>How long everything may take to end before the rest is killed.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(9);
}
