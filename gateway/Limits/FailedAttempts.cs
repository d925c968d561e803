using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace PmsPlatform.Gateway.Limits;

/// <summary>
/// Counts calls without a known key by address. Beyond the limit the answer is 429, so that a flood costs little and tells nothing. A known key passes all
/// the same: many callers may share an address, and keys are too long to be found by trying.
/// </summary>
internal sealed class FailedAttempts(RateLimitOptions options) : IDisposable
{
    /// <summary>When the count starts anew, at the latest.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Network(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.FailedAuthenticationsPerMinute,
            TokensPerPeriod = options.FailedAuthenticationsPerMinute,
            ReplenishmentPeriod = Wait,
            QueueLimit = 0,
        }));

    /// <summary>Counts one. False when there were too many.</summary>
    public bool TryCount(IPAddress? address)
    {
        using var lease = limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    /// <summary>Whether an address has failed too often lately. Counts nothing.</summary>
    public bool IsExhausted(IPAddress? address) => limiter.GetStatistics(address ?? IPAddress.None)?.CurrentAvailablePermits is 0;

    public void Dispose() => limiter.Dispose();

    // One host is handed a whole /64 of IPv6: counting single addresses would count nothing.
    internal static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
