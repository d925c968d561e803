using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// Encrypts personal data for storage (AES-256-GCM) and makes the keyed fingerprints by which encrypted values are looked up (HMAC-SHA256).
/// Safe for use from many threads.
/// </summary>
/// <remarks>Needs <c>Pms:DataKey</c>, see <see cref="Keys"/>. Cipher text = key id (1 byte), nonce (12), data, tag (16).</remarks>
public sealed class PersonalDataProtector : IDisposable
{
    /// <summary>How many bytes the cipher text is longer than the plain text.</summary>
    public const int Overhead = 1 + NonceSize + TagSize;

    /// <summary>Length of a blind index in bytes.</summary>
    public const int IndexSize = 16;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly DataKeyRing _keys;

    // AesGcm is not safe for concurrent use and costs a key schedule to make: it is kept and lent.
    private readonly ConcurrentBag<AesGcm>[] _ciphers = [.. Enumerable.Range(0, 256).Select(_ => new ConcurrentBag<AesGcm>())];

    /// <summary>Reads the keys from <c>Pms:DataKey</c> and its companions.</summary>
    /// <exception cref="StartupConfigurationException">One is missing or weak.</exception>
    public PersonalDataProtector(IConfiguration configuration) => _keys = DataKeyRing.Read(configuration);

    /// <summary>Encrypts with the current key and a random nonce: the same text never gives the same cipher text twice.</summary>
    /// <param name="plain">What to encrypt; may be empty.</param>
    /// <param name="context">Bound to the cipher text but not stored in it, as the row's hotel: decryption needs the same bytes. May be empty.</param>
    public byte[] Protect(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context = default)
    {
        var result = new byte[plain.Length + Overhead];
        var nonce = result.AsSpan(1, NonceSize);
        result[0] = _keys.CurrentId;
        RandomNumberGenerator.Fill(nonce);

        var cipher = Borrow(_keys.CurrentId);
        try
        {
            cipher.Encrypt(nonce, plain, result.AsSpan(1 + NonceSize, plain.Length), result.AsSpan(^TagSize..), context);
        }
        finally
        {
            _ciphers[_keys.CurrentId].Add(cipher);
        }

        return result;
    }

    /// <summary>Decrypts what <see cref="Protect"/> gave, also with a retired key.</summary>
    /// <exception cref="CryptographicException">The bytes were changed, cut, bound to another context, or made with a key that is not configured.</exception>
    public byte[] Unprotect(ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> context = default)
    {
        if (cipher.Length < Overhead)
            throw new CryptographicException("The cipher text is too short.");

        var id = cipher[0];
        var plain = new byte[cipher.Length - Overhead];
        var aes = Borrow(id);
        try
        {
            aes.Decrypt(cipher.Slice(1, NonceSize), cipher[(1 + NonceSize)..^TagSize], cipher[^TagSize..], plain, context);
        }
        finally
        {
            _ciphers[id].Add(aes);
        }

        return plain;
    }

    /// <summary>
    /// A fingerprint that is equal for equal values of one hotel and one kind, and says nothing without the key. Normalise before: the value is taken
    /// as it is (E.164 for phones, lower case for e-mails).
    /// </summary>
    /// <param name="hotelId">The hotel; the same phone at two hotels gives two fingerprints.</param>
    /// <param name="kind">What the value is, as in <c>phone</c>.</param>
    /// <param name="value">The normalised value.</param>
    /// <returns>16 bytes.</returns>
    public byte[] BlindIndex(string hotelId, string kind, string value)
    {
        ArgumentNullException.ThrowIfNull(hotelId);
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(value);

        // Each part is preceded by its length, so that no two triples give the same bytes.
        var encoding = Encoding.UTF8;
        var message = new byte[(3 * sizeof(int)) + encoding.GetByteCount(hotelId) + encoding.GetByteCount(kind) + encoding.GetByteCount(value)];
        var rest = message.AsSpan();
        foreach (var part in (ReadOnlySpan<string>)[hotelId, kind, value])
        {
            var written = encoding.GetBytes(part, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, written);
            rest = rest[(sizeof(int) + written)..];
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_keys.Indexing, message, digest);
        CryptographicOperations.ZeroMemory(message);
        return digest[..IndexSize].ToArray();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var bag in _ciphers)
        {
            while (bag.TryTake(out var cipher))
                cipher.Dispose();
        }
    }

    private AesGcm Borrow(byte id)
    {
        if (_ciphers[id].TryTake(out var cipher))
            return cipher;

        var key = _keys.EncryptionKey(id) ?? throw new CryptographicException($"The data key {id} is not configured.");
        return new AesGcm(key, TagSize);
    }
}
