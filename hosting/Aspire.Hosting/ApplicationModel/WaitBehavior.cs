namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a waiting resource does when the one it waits for has failed.</summary>
public enum WaitBehavior
{
    /// <summary>It goes on waiting: a restart of the other one helps.</summary>
    WaitOnResourceUnavailable,

    /// <summary>It fails too.</summary>
    StopOnResourceUnavailable,
}
