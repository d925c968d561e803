using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>
/// A verified caller with the signed header the services get. The header lives a minute and is signed anew every 20 seconds, so that a request does no
/// HMAC and still has 40 seconds to arrive.
/// </summary>
internal sealed class Caller(CallerIdentity identity, IdentitySigner signer, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    private volatile Signed? last;

    public string Subject => identity.Subject;

    /// <summary>The value of <see cref="IdentitySigner.HeaderName"/>.</summary>
    public string Header()
    {
        var now = time.GetUtcNow();
        var signed = last;

        // The signature holds wall-clock time: a clock set back makes it too old to judge, hence the lower bound. Two threads may sign at once, both rightly.
        if (signed is null || now < signed.At || now - signed.At >= Renewal)
            last = signed = new Signed(signer.Sign(identity, Lifetime), now);

        return signed.Header;
    }

    private sealed record Signed(string Header, DateTimeOffset At);
}
