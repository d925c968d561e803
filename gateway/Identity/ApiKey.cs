using System.Collections.Frozen;
using System.Threading.RateLimiting;

namespace PmsPlatform.Gateway.Identity;

/// <summary>A machine's key: whom it stands for, which hotels it opens, how fast it may call. Holds the key's SHA-256 only.</summary>
internal sealed class ApiKey(byte[] hash, Caller caller, FrozenDictionary<string, Caller> callersBySlug, RateLimiter limiter) : IDisposable
{
    public ReadOnlySpan<byte> Hash => hash;

    /// <summary>The caller with all hotels of the key.</summary>
    public Caller Caller => caller;

    /// <summary>The caller narrowed to one hotel; null when the key does not open it, or there is none of that slug.</summary>
    public Caller? CallerAt(string hotelSlug) => callersBySlug.GetValueOrDefault(hotelSlug);

    /// <summary>Counts a call. False when the key has used up its rate.</summary>
    public bool TryCall()
    {
        using var lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
