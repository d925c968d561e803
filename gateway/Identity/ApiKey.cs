using System.Collections.Frozen;

namespace PmsPlatform.Gateway.Identity;

/// <summary>What a known credential opens: whom it stands for, which hotels, how fast it may call, until when.</summary>
internal sealed class ApiKey(Caller caller, FrozenDictionary<string, Caller> callersBySlug, Func<bool> tryCall, DateTimeOffset? expiresAt = null)
{
    /// <summary>The caller with all hotels of the key.</summary>
    public Caller Caller => caller;

    /// <summary>When it ends by itself; null when it does not.</summary>
    public DateTimeOffset? ExpiresAt => expiresAt;

    /// <summary>The caller narrowed to one hotel; null when the key does not open it, or there is none of that slug.</summary>
    public Caller? CallerAt(string hotelSlug) => callersBySlug.GetValueOrDefault(hotelSlug);

    /// <summary>Counts a call. False when the key has used up its rate.</summary>
    public bool TryCall() => tryCall();
}
