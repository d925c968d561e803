using System.Net;
using System.Threading.RateLimiting;

namespace PmsPlatform.Gateway.Limits;

/// <summary>How much one address may do: a bucket that holds the burst and fills every period. IPv6 is counted by /64, see <see cref="FailedAttempts.Network"/>.</summary>
internal sealed class AddressLimiter(int burst, int each, TimeSpan period) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(FailedAttempts.Network(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = each,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        }));

    /// <summary>What an address at the limit is told to wait.</summary>
    public TimeSpan Wait => period;

    /// <summary>Counts one. False when there were too many.</summary>
    public bool TryCount(IPAddress? address)
    {
        using var lease = limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
