using System.Threading.RateLimiting;

namespace PmsPlatform.Gateway.Limits;

/// <summary>How fast one API key may call: a bucket that holds the burst and fills at the steady rate.</summary>
internal static class KeyLimiter
{
    /// <summary>What a caller at the limit is told to wait; Retry-After knows whole seconds only.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    public static RateLimiter Create(RateLimitOptions options)
    {
        // Ten small fills a second instead of one large: a caller at the limit waits a tenth of a second, not a whole one.
        var fine = options.PerSecond % 10 == 0;
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = fine ? options.PerSecond / 10 : options.PerSecond,
            ReplenishmentPeriod = fine ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
            QueueLimit = 0,
        });
    }
}
