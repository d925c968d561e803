using System.Threading.RateLimiting;

namespace PmsPlatform.Gateway.Limits;

/// <summary>How fast one API key may call: a bucket that holds the burst and fills at the steady rate.</summary>
internal static class KeyLimiter
{
    /// <summary>What a caller at the limit is told to wait; Retry-After knows whole seconds only.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>The limiters of keys, by their ids. One that is not used for a while is forgotten; all are filled by one timer, which is the limiters' own.</summary>
    public static PartitionedRateLimiter<string> CreateMany(RateLimitOptions options) => PartitionedRateLimiter.Create<string, string>(id =>
        RateLimitPartition.GetTokenBucketLimiter(id, _ => Bucket(options)));

    /// <summary>Counts a call. False when the key has used up its rate.</summary>
    public static bool TryCall(PartitionedRateLimiter<string> limiters, string id)
    {
        using var lease = limiters.AttemptAcquire(id);
        return lease.IsAcquired;
    }

    private static TokenBucketRateLimiterOptions Bucket(RateLimitOptions options)
    {
        // Ten small fills a second instead of one large: a caller at the limit waits a tenth of a second, not a whole one.
        var fine = options.PerSecond % 10 == 0;
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = fine ? options.PerSecond / 10 : options.PerSecond,
            ReplenishmentPeriod = fine ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        };
    }
}
