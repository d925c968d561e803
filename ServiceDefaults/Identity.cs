using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// Signs and checks the identity that the gateway passes to services in the header <c>x-pms-identity</c>:
/// base64url(JSON {subject, hotels, expires, …}) "." base64url(HMAC-SHA256 of the first part). Safe for use from many threads.
/// </summary>
/// <remarks>Needs <c>Pms:InternalKey</c>, see <see cref="Keys"/>.</remarks>
public sealed class IdentitySigner
{
    /// <summary>The header that carries a signed identity between our own services.</summary>
    public const string HeaderName = "x-pms-identity";

    // Enough for some hundred hotels; a longer header is not ours.
    private const int MostCharacters = 16 * 1024;

    private const int MostKnown = 256;

    // A gateway sends the same value for some seconds: what has fitted once is looked up instead of computed. Nothing gets in that did not fit.
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <summary>Reads the key from <c>Pms:InternalKey</c>. Throws <see cref="StartupConfigurationException"/> when it is missing or weak.</summary>
    public IdentitySigner(IConfiguration configuration, TimeProvider time)
    {
        _key = InternalKey.Read(configuration);
        _time = time;
    }

    /// <summary>The header's value for a caller.</summary>
    /// <param name="identity">Who asks.</param>
    /// <param name="lifetime">How long the value is accepted: as long as a request may take on its way, about a minute.</param>
    public string Sign(CallerIdentity identity, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);

        var claims = IdentityClaims.Of(identity, (_time.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, IdentityJson.Default.IdentityClaims));
        return $"{payload}.{Base64Url.EncodeToString(Mac(payload))}";
    }

    /// <summary>Checks a header's value.</summary>
    /// <returns>False when it is malformed, signed with another key, changed, or expired.</returns>
    public bool TryVerify(string? header, [NotNullWhen(true)] out CallerIdentity? identity)
    {
        identity = null;
        if (header is null || header.Length > MostCharacters)
            return false;

        if (!_known.TryGetValue(header, out var known) && !TryLearn(header, out known))
            return false;
        if (known.Expires <= _time.GetUtcNow().ToUnixTimeSeconds())
            return false;

        identity = known.Identity;
        return true;
    }

    private bool TryLearn(string header, [NotNullWhen(true)] out Known? known)
    {
        known = null;
        var dot = header.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !SignatureFits(header, dot))
            return false;
        if (Claims(header.AsSpan(0, dot)) is not { Subject: not null, Hotels: not null } claims)
            return false;

        known = new Known(claims.Identity(), claims.Expires);
        if (_known.Count >= MostKnown)
            _known.Clear();
        _known[header] = known;
        return true;
    }

    private bool SignatureFits(string header, int dot)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Base64Url.IsValid(header.AsSpan(dot + 1), out var length)
            && length == given.Length
            && Base64Url.TryDecodeFromChars(header.AsSpan(dot + 1), given, out _)
            && CryptographicOperations.FixedTimeEquals(given, Mac(header[..dot]));
    }

    // Only reached with a valid signature, so that the bytes are ours; still no exception leaves this class.
    private static IdentityClaims? Claims(ReadOnlySpan<char> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), IdentityJson.Default.IdentityClaims);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private byte[] Mac(string payload) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(payload));

    private sealed record Known(CallerIdentity Identity, long Expires);
}
