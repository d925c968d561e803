using Microsoft.Extensions.Logging;

namespace PmsPlatform.ServiceDefaults.Directory;

/// <summary>What a <see cref="FeedFollower{T}"/> works with.</summary>
public sealed class FeedTools
{
    private readonly FeedSource? _source;

    internal FeedTools(FeedSource? source, FeedCopy? copy, ILogger<FeedTools> logger) => (_source, Copy, Logger) = (source, copy, logger);

    internal bool IsConfigured => _source is not null;

    internal FeedSource Source => _source ?? throw new InvalidOperationException($"services:{Registry.ServiceName} is not configured.");

    /// <summary>Null in a service without a database.</summary>
    internal FeedCopy? Copy { get; }

    internal ILogger Logger { get; }
}
