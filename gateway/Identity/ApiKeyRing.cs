using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using PmsPlatform.Gateway.Limits;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>The keys of <c>Pms:ApiKeys</c>, found by their hash.</summary>
internal sealed class ApiKeyRing : IDisposable
{
    // Longer than any key we accept at start: hashing megabytes for strangers is not offered.
    private const int MostCharacters = 512;

    private readonly FrozenDictionary<UInt128, ApiKey> keys;

    public ApiKeyRing(IEnumerable<ApiKeySetting> settings, HotelDirectory hotels, IdentitySigner signer, TimeProvider time, RateLimitOptions limits)
    {
        keys = settings.Select(Create).ToFrozenDictionary(key => Index(key.Hash));

        ApiKey Create(ApiKeySetting setting)
        {
            return new ApiKey(
                SHA256.HashData(Encoding.UTF8.GetBytes(setting.Key)),
                CallerWith(setting.HotelIds),
                setting.HotelIds.ToFrozenDictionary(id => hotels.Find(id)!.Slug, id => CallerWith([id]), StringComparer.Ordinal),
                KeyLimiter.Create(limits));

            Caller CallerWith(IReadOnlyList<string> hotelIds) => new(new CallerIdentity(setting.Name, hotelIds), signer, time);
        }
    }

    /// <summary>The key of this text; null when there is none.</summary>
    public ApiKey? Find(string text)
    {
        if (text.Length is 0 or > MostCharacters)
            return null;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MostCharacters)];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], hash);

        // Half of the hash finds the candidate, the whole of it is compared in constant time: timing tells nothing that helps to guess a key.
        return keys.TryGetValue(Index(hash), out var key) && CryptographicOperations.FixedTimeEquals(key.Hash, hash) ? key : null;
    }

    public void Dispose()
    {
        foreach (var key in keys.Values)
            key.Dispose();
    }

    private static UInt128 Index(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash);
}
