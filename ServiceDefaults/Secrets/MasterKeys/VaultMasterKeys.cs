using System.Globalization;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>A master key that never leaves HashiCorp Vault: its transit engine wraps and unwraps. Its id holds Vault's version of the key.</summary>
internal sealed class VaultMasterKeys(VaultOptions options, VaultTransit transit) : IMasterKeyProvider
{
    private readonly string _prefix = $"vault:{options.Mount}/{options.Key}:v";

    public string Name => "vault";

    public bool Knows(string masterKeyId) => masterKeyId.StartsWith(_prefix, StringComparison.Ordinal);

    public async Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        Named(await transit.EncryptAsync(key, cancellationToken));

    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) => transit.DecryptAsync(wrapped.Value, cancellationToken);

    public async Task<WrappedKey> RewrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        // Vault encrypts anew also when the version stays; then what is there is kept.
        var rewrapped = Named(await transit.RewrapAsync(wrapped.Value, cancellationToken));
        return string.Equals(rewrapped.MasterKeyId, wrapped.MasterKeyId, StringComparison.Ordinal) ? wrapped : rewrapped;
    }

    public override string ToString() => "***";

    // vault:v3:… is Vault's own form of ciphertext.
    private WrappedKey Named(string cipher)
    {
        var parts = cipher.Split(':', 3);
        return parts is ["vault", ['v', .. var version], _] && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new WrappedKey(_prefix + version, cipher)
            : throw new MasterKeyException(MasterKeyFault.Refused, $"What answers is not Vault's transit engine. Compare {VaultOptions.Section}.");
    }
}
