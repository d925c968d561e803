using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Access tokens (source/includes/_authentication.md): issued for client credentials, at work a second later, until they expire or are revoked.</summary>
internal sealed class HostawayTokens(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);

    public string Issue(Property property, HostawayOptions options)
    {
        var now = time.GetUtcNow();
        var claims = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"aud":"{{property.Credentials["accountId"]}}","jti":"{{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20))}}","iat":{{now.ToUnixTimeSeconds()}},"nbf":{{now.ToUnixTimeSeconds()}},"exp":{{(now + options.TokenLifetime).ToUnixTimeSeconds()}},"sub":"","scopes":["general"]}""");
        var unsigned = Base64Url.EncodeToString("""{"typ":"JWT","alg":"RS256"}"""u8) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        var token = unsigned + "." + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(unsigned)));
        _tokens[token] = new Token(property, now + options.TokenDelay, now + options.TokenLifetime);
        return token;
    }

    /// <summary>The account a token is good for now; null when it is not.</summary>
    public Property? Check(string token, PropertyDirectory properties)
    {
        if (!_tokens.TryGetValue(token, out var found))
            return null;
        var now = time.GetUtcNow();
        return now >= found.From && now < found.Until && properties.Find(found.Property.Id) == found.Property ? found.Property : null;
    }

    /// <summary>The account a token was issued for, whether it works or not.</summary>
    public Property? Owner(string token) => _tokens.GetValueOrDefault(token)?.Property;

    public bool Revoke(string token) => _tokens.TryRemove(token, out _);

    private sealed record Token(Property Property, DateTimeOffset From, DateTimeOffset Until);
}
