using System.Net;
using System.Threading.RateLimiting;

namespace PmsPlatform.Gateway.Limits;

/// <summary>How many deliveries one address may send: vendors come from few addresses and in bursts, strangers find nothing there.</summary>
internal sealed class WebhookLimiter(RateLimitOptions options) : IDisposable
{
    /// <summary>What a sender at the limit is told to wait.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(FailedAttempts.Network(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 2 * options.WebhooksPerSecond,
            TokensPerPeriod = options.WebhooksPerSecond,
            ReplenishmentPeriod = Wait,
            QueueLimit = 0,
        }));

    /// <summary>Counts one. False when there were too many.</summary>
    public bool TryCount(IPAddress? address)
    {
        using var lease = limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
