using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using PmsPlatform.Gateway.Limits;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>The keys of <c>Pms:ApiKeys</c>, found by their hash.</summary>
internal sealed class ApiKeyRing : IDisposable
{
    private readonly FrozenDictionary<(UInt128 First, UInt128 Second), (byte[] Hash, ApiKey Key)> keys;
    private readonly PartitionedRateLimiter<string> limiters;

    public ApiKeyRing(IEnumerable<ApiKeySetting> settings, HotelDirectory hotels, IdentitySigner signer, TimeProvider time, RateLimitOptions limits)
    {
        limiters = KeyLimiter.CreateMany(limits);
        keys = settings.ToFrozenDictionary(setting => Credential.IndexOf(HashOf(setting)), setting => (HashOf(setting), Create(setting)));

        static byte[] HashOf(ApiKeySetting setting) => SHA256.HashData(Encoding.UTF8.GetBytes(setting.Key));

        ApiKey Create(ApiKeySetting setting)
        {
            var id = Convert.ToHexString(HashOf(setting));
            return new ApiKey(
                CallerWith(setting.HotelIds),
                setting.HotelIds.ToFrozenDictionary(id => hotels.Find(id)!.Slug, id => CallerWith([id]), StringComparer.Ordinal),
                () => KeyLimiter.TryCall(limiters, id));

            Caller CallerWith(IReadOnlyList<string> hotelIds) => new(new CallerIdentity(setting.Name, hotelIds), signer, time);
        }
    }

    /// <summary>The key that was presented; null when there is none.</summary>
    public ApiKey? Find(Credential credential) =>
        // The index finds the candidate, the whole hash is compared in constant time: timing tells nothing that helps to guess a key.
        keys.TryGetValue(credential.Index, out var found) && CryptographicOperations.FixedTimeEquals(found.Hash, credential.Hash) ? found.Key : null;

    public void Dispose() => limiters.Dispose();
}
