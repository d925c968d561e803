using System.Collections.Concurrent;
using System.Net;
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

    // A key is used from a few addresses, as a rule from one. One that is used from more is signed more often.
    private const int MostAddresses = 16;

    private readonly ConcurrentDictionary<IPAddress, Signed> signatures = new();

    public string Subject => identity.Subject;

    public CallerIdentity Identity => identity;

    /// <summary>The value of <see cref="IdentitySigner.HeaderName"/> for a request from this address.</summary>
    public string Header(IPAddress? address)
    {
        address ??= IPAddress.None;
        var now = time.GetUtcNow();

        // The signature holds wall-clock time: a clock set back makes it too old to judge, hence the lower bound. Two threads may sign at once, both rightly.
        if (signatures.TryGetValue(address, out var signed) && now >= signed.At && now - signed.At < Renewal)
            return signed.Header;

        if (signatures.Count >= MostAddresses)
            signatures.Clear();
        signed = new Signed(signer.Sign(identity with { Address = Shown(address) }, Lifetime), now);
        signatures[address] = signed;
        return signed.Header;
    }

    private static string? Shown(IPAddress address) =>
        address.Equals(IPAddress.None) ? null : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private sealed record Signed(string Header, DateTimeOffset At);
}
