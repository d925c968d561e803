using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>
/// What stands in the place of a ring key's secret: the secret encrypted with a key of its own (AES-256-GCM), and that key wrapped by a master key. A
/// change of the master key touches the wrapped key alone.
/// </summary>
internal sealed record KeyEnvelope(WrappedKey Wrapped, string Cipher)
{
    private const string Name = "wrappedSecret";
    private const string MasterKeyName = "masterKey";
    private const string KeyName = "key";
    private const string CipherName = "cipher";
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static ReadOnlySpan<byte> Purpose => "pms/ring-secret/v1"u8;

    /// <summary>Draws a key for one secret.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeySize);

    /// <summary>Closes a secret.</summary>
    public static KeyEnvelope Close(XElement secret, ReadOnlySpan<byte> key, WrappedKey wrapped)
    {
        var plain = Encoding.UTF8.GetBytes(secret.ToString(SaveOptions.DisableFormatting));
        var result = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceSize));
        using (var aes = new AesGcm(key, TagSize))
            aes.Encrypt(result.AsSpan(0, NonceSize), plain, result.AsSpan(NonceSize, plain.Length), result.AsSpan(^TagSize..), Purpose);
        CryptographicOperations.ZeroMemory(plain);
        return new KeyEnvelope(wrapped, Convert.ToBase64String(result));
    }

    /// <summary>The secret.</summary>
    /// <exception cref="CryptographicException">It was changed, or the key is another one.</exception>
    public XElement Open(ReadOnlySpan<byte> key)
    {
        var bytes = Convert.FromBase64String(Cipher);
        if (bytes.Length < NonceSize + TagSize)
            throw new CryptographicException("The wrapped secret is too short.");

        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using (var aes = new AesGcm(key, TagSize))
            aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(^TagSize..), plain, Purpose);
        var secret = XElement.Parse(Encoding.UTF8.GetString(plain));
        CryptographicOperations.ZeroMemory(plain);
        return secret;
    }

    public XElement ToXml() => new(
        Name, new XAttribute(MasterKeyName, Wrapped.MasterKeyId), new XElement(KeyName, Wrapped.Value), new XElement(CipherName, Cipher));

    /// <summary>The envelope within a ring key's element; null when there is none that can be read.</summary>
    public static KeyEnvelope? Find(XElement element)
    {
        var envelope = element.DescendantsAndSelf(Name).FirstOrDefault();
        return envelope is not null
            && (string?)envelope.Attribute(MasterKeyName) is { Length: > 0 } masterKey
            && (string?)envelope.Element(KeyName) is { Length: > 0 } key
            && (string?)envelope.Element(CipherName) is { Length: > 0 } cipher
                ? new KeyEnvelope(new WrappedKey(masterKey, key), cipher)
                : null;
    }

    /// <summary>The same element with its key wrapped anew.</summary>
    public static XElement Replace(XElement element, WrappedKey wrapped)
    {
        var copy = new XElement(element);
        var envelope = copy.DescendantsAndSelf(Name).First();
        envelope.ReplaceWith((Find(envelope)! with { Wrapped = wrapped }).ToXml());
        return copy;
    }
}
