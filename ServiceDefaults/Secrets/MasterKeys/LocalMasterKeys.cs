using System.Security.Cryptography;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>Master keys in memory: the first one wraps, all of them unwrap. Where they come from is the derived class's matter.</summary>
internal abstract class LocalMasterKeys : IMasterKeyProvider
{
    public abstract string Name { get; }

    /// <summary>The keys as they are now, the newest first. Throws <see cref="MasterKeyException"/> when there are none.</summary>
    protected abstract IReadOnlyList<LocalMasterKey> Keys { get; }

    public bool Knows(string masterKeyId)
    {
        try
        {
            return Find(masterKeyId) is not null;
        }
        catch (MasterKeyException)
        {
            return false;
        }
    }

    public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => Task.FromResult(Keys[0].Wrap(key.Span));

    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
        Task.FromResult((Find(wrapped.MasterKeyId) ?? throw Unknown(wrapped)).Unwrap(wrapped));

    public async Task<WrappedKey> RewrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        if (string.Equals(Keys[0].Id, wrapped.MasterKeyId, StringComparison.Ordinal))
            return wrapped;

        var key = await UnwrapAsync(wrapped, cancellationToken);
        try
        {
            return await WrapAsync(key, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public override string ToString() => "***";

    private LocalMasterKey? Find(string id) => Keys.FirstOrDefault(key => string.Equals(key.Id, id, StringComparison.Ordinal));

    private static MasterKeyException Unknown(WrappedKey wrapped) => new(
        MasterKeyFault.Unknown, $"The master key {wrapped.MasterKeyId} is not among those configured.");
}

/// <summary>Master keys from configuration, as a rule the environment: <c>Pms:MasterKey:Key</c>, and <c>Pms:MasterKey:Retired:0</c> and so on for reading.</summary>
internal sealed class ConfiguredMasterKeys(IReadOnlyList<LocalMasterKey> keys) : LocalMasterKeys
{
    public override string Name => "configuration";

    protected override IReadOnlyList<LocalMasterKey> Keys => keys;
}
