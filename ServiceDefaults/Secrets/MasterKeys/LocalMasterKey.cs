using System.Security.Cryptography;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>A master key in this process's memory. Its id is a fingerprint, so that a wrong key is told from the right one before it is tried.</summary>
internal sealed class LocalMasterKey
{
    public const string IdPrefix = "local:";

    private const int FewestBytes = 32;

    // 32 random bytes hold fewer than 20 different ones about once in 10^7; words and hexadecimal digits hold 16 or so.
    private const int FewestDifferent = 20;

    // The longest base64 text of a sensible key; what is longer is a file pasted by mistake.
    private const int MostBytes = 1024;

    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int FingerprintSize = 8;

    private readonly byte[] _wrapping;

    private LocalMasterKey(byte[] material)
    {
        _wrapping = Derive(material, "pms/master/wrap/v1"u8, 32);
        Id = IdPrefix + Convert.ToHexStringLower(Derive(material, "pms/master/id/v1"u8, FingerprintSize));
    }

    public string Id { get; }

    /// <summary>Reads base64 text.</summary>
    /// <param name="text">At least 32 random bytes.</param>
    /// <param name="what">Where the text stands, for the problem.</param>
    /// <param name="problem">What is wrong with it, when the result is null.</param>
    public static LocalMasterKey? Read(string? text, string what, out string? problem)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        if (!Convert.TryFromBase64String(text ?? "", bytes, out var written))
            problem = $"{what} is not base64. Make one with: openssl rand -base64 32";
        else if (written < FewestBytes || !Strength.IsEnough(bytes[..written].ToArray(), FewestDifferent))
            problem = $"{what} is weak: it needs at least {FewestBytes} random bytes. Make one with: openssl rand -base64 32";
        else
            problem = null;

        var key = problem is null ? new LocalMasterKey(bytes[..written].ToArray()) : null;
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    public WrappedKey Wrap(ReadOnlySpan<byte> key)
    {
        var result = new byte[NonceSize + key.Length + TagSize];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_wrapping, TagSize);
        aes.Encrypt(nonce, key, result.AsSpan(NonceSize, key.Length), result.AsSpan(^TagSize..), "pms/ring-key/v1"u8);
        return new WrappedKey(Id, Convert.ToBase64String(result));
    }

    public byte[] Unwrap(WrappedKey wrapped)
    {
        try
        {
            var bytes = Convert.FromBase64String(wrapped.Value);
            var key = new byte[Math.Max(0, bytes.Length - NonceSize - TagSize)];
            using var aes = new AesGcm(_wrapping, TagSize);
            aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, key.Length), bytes.AsSpan(^TagSize..), key, "pms/ring-key/v1"u8);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentException)
        {
            throw new MasterKeyException(
                MasterKeyFault.Damaged, $"A ring key that {Id} wrapped was changed or cut since. Restore the table key_ring from a backup.", exception);
        }
    }

    public override string ToString() => "***";

    private static byte[] Derive(byte[] material, ReadOnlySpan<byte> purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, length, info: purpose.ToArray());
}
