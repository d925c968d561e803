namespace PmsPlatform.Gateway.Limits;

/// <summary>What is counted by where it comes from.</summary>
internal sealed class AddressLimits(RateLimitOptions options) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Calls of all kinds and keys.</summary>
    public AddressLimiter Calls { get; } = new(2 * options.PerAddressPerSecond, options.PerAddressPerSecond, Second);

    /// <summary>Vendors come from few addresses and in bursts, strangers find nothing there.</summary>
    public AddressLimiter Webhooks { get; } = new(2 * options.WebhooksPerSecond, options.WebhooksPerSecond, Second);

    /// <summary>Signing in, refreshing, accepting an invitation: what may be tried without being known.</summary>
    public AddressLimiter SignIns { get; } = new(options.SignInsPerMinute, options.SignInsPerMinute, TimeSpan.FromMinutes(1));

    /// <summary>
    /// Questions to connections about keys nobody here has seen, from an address that has failed too often. A neighbour with a good key gets through in the
    /// end, and a flood of guesses does not become a flood of questions.
    /// </summary>
    public AddressLimiter Questions { get; } = new(burst: 5, each: 5, Second);

    public void Dispose()
    {
        Calls.Dispose();
        Webhooks.Dispose();
        SignIns.Dispose();
        Questions.Dispose();
    }
}
