using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>Keys of envelopes that a master key has opened, in memory only: no vault is asked twice for one ring key.</summary>
internal sealed class OpenedKeys
{
    private readonly ConcurrentDictionary<WrappedKey, byte[]> _keys = new();

    public byte[]? Find(WrappedKey wrapped) => _keys.GetValueOrDefault(wrapped);

    public void Keep(WrappedKey wrapped, byte[] key) => _keys[wrapped] = key;

    public override string ToString() => "***";
}

/// <summary>Wraps the secret of a new ring key. Data Protection cannot wait for a vault: what the vault has to do is done before it is asked.</summary>
internal sealed class SecretWrapper(IMasterKeyProvider masterKeys, OpenedKeys opened) : IXmlEncryptor
{
    private readonly ConcurrentQueue<(byte[] Key, WrappedKey Wrapped)> _prepared = new();

    /// <summary>Has a key wrapped for the secret that comes next.</summary>
    /// <exception cref="MasterKeyException">The master key cannot wrap it.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var key = KeyEnvelope.NewKey();
        _prepared.Enqueue((key, await masterKeys.WrapAsync(key, cancellationToken)));
    }

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        if (!_prepared.TryDequeue(out var next))
            throw new CryptographicException("No wrapped key was prepared for this secret.");

        opened.Keep(next.Wrapped, next.Key);
        return new EncryptedXmlInfo(KeyEnvelope.Close(plaintextElement, next.Key, next.Wrapped).ToXml(), typeof(SecretUnwrapper));
    }
}

/// <summary>Opens the secret of a ring key whose envelope has been opened before. Data Protection makes it by its name, which every ring key holds.</summary>
internal sealed class SecretUnwrapper(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var envelope = KeyEnvelope.Find(encryptedElement) ?? throw new CryptographicException("The wrapped secret is not complete.");
        var key = services.GetRequiredService<OpenedKeys>().Find(envelope.Wrapped)
            ?? throw new CryptographicException($"The master key {envelope.Wrapped.MasterKeyId} has not opened this key.");
        return envelope.Open(key);
    }
}
