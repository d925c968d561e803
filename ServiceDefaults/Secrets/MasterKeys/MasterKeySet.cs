using System.Security.Cryptography;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>
/// All providers that are configured: the first one wraps, each unwraps what it knows. So the master key can move from the environment into a file or a
/// vault while everything runs.
/// </summary>
internal sealed class MasterKeySet(IReadOnlyList<IMasterKeyProvider> providers) : IMasterKeyProvider
{
    public string Name => providers.Count == 0 ? "none" : string.Join('+', providers.Select(provider => provider.Name));

    public bool Knows(string masterKeyId) => providers.Any(provider => provider.Knows(masterKeyId));

    public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => First.WrapAsync(key, cancellationToken);

    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) => OwnerOf(wrapped).UnwrapAsync(wrapped, cancellationToken);

    public async Task<WrappedKey> RewrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        // A vault does this inside; only a move between providers brings the key here.
        if (First.Knows(wrapped.MasterKeyId))
            return await First.RewrapAsync(wrapped, cancellationToken);

        var key = await UnwrapAsync(wrapped, cancellationToken);
        try
        {
            return await First.WrapAsync(key, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public override string ToString() => "***";

    private IMasterKeyProvider First => providers.Count > 0
        ? providers[0]
        : throw new MasterKeyException(MasterKeyFault.Missing, "No master key is configured. Set Pms:MasterKey:Key, Pms:MasterKey:File or Pms:MasterKey:Vault.");

    // Where nobody knows it, the one that could have had it says why it has not.
    private IMasterKeyProvider OwnerOf(WrappedKey wrapped) =>
        providers.FirstOrDefault(provider => provider.Knows(wrapped.MasterKeyId))
        ?? providers.FirstOrDefault(provider => provider is LocalMasterKeys && wrapped.MasterKeyId.StartsWith(LocalMasterKey.IdPrefix, StringComparison.Ordinal))
        ?? throw new MasterKeyException(
            providers.Count == 0 ? MasterKeyFault.Missing : MasterKeyFault.Unknown,
            $"A ring key was wrapped by {wrapped.MasterKeyId}, and nothing is configured that knows this master key.");
}
