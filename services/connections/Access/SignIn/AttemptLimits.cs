using System.Threading.RateLimiting;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>How often somebody may try to sign in: counted by account, whether it exists or not, and by address.</summary>
internal sealed class AttemptLimits(AccessOptions options) : IDisposable
{
    /// <summary>When the count starts anew, at the latest.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> accounts = PerMinute(options.PerAccountPerMinute);
    private readonly PartitionedRateLimiter<string> addresses = PerMinute(options.PerAddressPerMinute);

    /// <param name="account">The normalised e-mail address. Only its hash is kept.</param>
    /// <param name="address">Where it comes from; null when unknown.</param>
    /// <returns>False when there were too many.</returns>
    public bool TryCount(string account, string? address) => TryCount(addresses, address ?? "-") && TryCount(accounts, Convert.ToHexString(Secret.HashOf(account)));

    public void Dispose()
    {
        accounts.Dispose();
        addresses.Dispose();
    }

    private static bool TryCount(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<string> PerMinute(int most) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = most,
            ReplenishmentPeriod = Wait,
            QueueLimit = 0,
        }));
}
