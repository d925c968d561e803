using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Whether a delivery's sender is who it should be. Secrets are compared by digests of one length, in constant time.</summary>
internal static class WebhookVerifier
{
    private const int MostSignatures = 8;
    private const string BasicPrefix = "Basic ";
    private const string StandardSecretPrefix = "whsec_";

    /// <summary>Null when the sender is proven, else why not.</summary>
    public static Refusal? Check(WebhookProof proof, WebhookDelivery delivery, ConnectionSettings settings, bool addressProven, DateTimeOffset now) => proof switch
    {
        WebhookProof.Address => addressProven ? null : Refusal.UnknownAddress,
        WebhookProof.Basic basic => CheckBasic(basic, delivery, settings),
        WebhookProof.SharedToken shared => settings.Find(shared.Setting) is not { } secret
            ? Refusal.SecretMissing
            : Header(delivery, shared.Header) is { } given && SameText(given, secret) ? null : Refusal.WrongProof,
        WebhookProof.Hmac hmac => CheckHmac(hmac, delivery, settings, now),
        _ => Refusal.WrongProof,
    };

    private static Refusal? CheckBasic(WebhookProof.Basic basic, WebhookDelivery delivery, ConnectionSettings settings)
    {
        if (settings.Find(basic.UserSetting) is not { } user || settings.Find(basic.PasswordSetting) is not { } password)
            return Refusal.SecretMissing;
        if (Header(delivery, "Authorization") is not { } given || !given.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase))
            return Refusal.WrongProof;

        var encoded = given[BasicPrefix.Length..].Trim();
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        return Convert.TryFromBase64String(encoded, decoded, out var length) && Same(decoded.AsSpan(0, length), Encoding.UTF8.GetBytes($"{user}:{password}"))
            ? null
            : Refusal.WrongProof;
    }

    private static Refusal? CheckHmac(WebhookProof.Hmac hmac, WebhookDelivery delivery, ConnectionSettings settings, DateTimeOffset now)
    {
        if (settings.Find(hmac.Setting) is not { } secret)
            return Refusal.SecretMissing;
        if (Header(delivery, hmac.Header) is not { } signatures)
            return Refusal.WrongProof;

        var timestamp = hmac.TimestampHeader is null ? null : Header(delivery, hmac.TimestampHeader);
        var id = hmac.IdHeader is null ? null : Header(delivery, hmac.IdHeader);
        if ((hmac.TimestampHeader is not null && timestamp is null) || (hmac.IdHeader is not null && id is null))
            return Refusal.WrongProof;

        var expected = Sign(SecretBytes(secret), hmac.SignedText ?? "{body}", id ?? "", timestamp ?? "", delivery.Body.Span);
        var fits = false;
        foreach (var signature in signatures.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostSignatures))
            fits |= SignatureOf(signature) is { } given && CryptographicOperations.FixedTimeEquals(given, expected);
        if (!fits)
            return Refusal.WrongProof;

        // After the signature, so that strangers learn nothing about our clock.
        return timestamp is null ? null : CheckClock(timestamp, hmac.Tolerance, now);
    }

    private static Refusal? CheckClock(string timestamp, TimeSpan tolerance, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000
        && (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= tolerance
            ? null
            : Refusal.WrongClock;

    private static byte[] Sign(byte[] secret, string template, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        var rest = template.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('{');
            var close = open < 0 ? -1 : rest[open..].IndexOf('}');
            if (close < 0)
            {
                Append(hash, rest);
                break;
            }

            Append(hash, rest[..open]);
            switch (rest.Slice(open + 1, close - 1))
            {
                case "body":
                    hash.AppendData(body);
                    break;
                case "timestamp":
                    Append(hash, timestamp);
                    break;
                case "id":
                    Append(hash, id);
                    break;
                default:
                    Append(hash, rest.Slice(open, close + 1));
                    break;
            }

            rest = rest[(open + close + 1)..];
        }

        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<char> text) => hash.AppendData(Encoding.UTF8.GetBytes(text.ToArray()));

    /// <summary>Standard Webhooks writes the secret in Base64 behind a prefix; everybody else as it is.</summary>
    private static byte[] SecretBytes(string secret)
    {
        if (!secret.StartsWith(StandardSecretPrefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(secret);

        try
        {
            return Convert.FromBase64String(secret[StandardSecretPrefix.Length..]);
        }
        catch (FormatException)
        {
            return Encoding.UTF8.GetBytes(secret);
        }
    }

    /// <summary>Hexadecimal or Base64, with or without a prefix such as <c>sha256=</c> or <c>v1,</c> (the split took the latter off).</summary>
    private static byte[]? SignatureOf(string text)
    {
        if (text.Length > 71)
            return null;

        var cut = text.IndexOf('=', StringComparison.Ordinal);
        if (cut > 0 && cut < text.Length - 3)
            text = text[(cut + 1)..];
        try
        {
            if (text.Length == 2 * HMACSHA256.HashSizeInBytes)
                return Convert.FromHexString(text);

            var bytes = Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/'));
            return bytes.Length == HMACSHA256.HashSizeInBytes ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool SameText(string given, string secret) => Same(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(secret));

    /// <summary>Digests have one length: neither what fits nor how long the secret is shows in the time.</summary>
    private static bool Same(ReadOnlySpan<byte> given, ReadOnlySpan<byte> secret)
    {
        Span<byte> key = stackalloc byte[32];
        RandomNumberGenerator.Fill(key);
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, given), HMACSHA256.HashData(key, secret));
    }

    private static string? Header(WebhookDelivery delivery, string name) => delivery.Headers.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
