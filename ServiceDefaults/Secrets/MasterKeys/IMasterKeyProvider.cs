namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>
/// Wraps the keys of the key ring with a master key that is kept elsewhere: in the environment, in a file, in a vault. Each ring key names the master
/// key that wrapped it, so that several master keys may be in use at once and be exchanged without a pause. Safe for use from many threads.
/// </summary>
public interface IMasterKeyProvider
{
    /// <summary>Where the master keys are, for people: <c>configuration</c>, <c>file</c>, <c>vault</c>.</summary>
    string Name { get; }

    /// <summary>True when a key with this id can be asked of this provider; says nothing about whether it answers now.</summary>
    /// <param name="masterKeyId">The id that a <see cref="WrappedKey"/> names.</param>
    bool Knows(string masterKeyId);

    /// <summary>Wraps a key with the newest master key.</summary>
    /// <exception cref="MasterKeyException">There is none, or it cannot be reached.</exception>
    Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>The key that was wrapped. Clear the bytes when they are no longer needed.</summary>
    /// <exception cref="MasterKeyException">The master key is not there, cannot be reached, or is not the one that wrapped it.</exception>
    Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken);

    /// <summary>The same key, wrapped with the newest master key; equal to what was given when that one wrapped it.</summary>
    /// <exception cref="MasterKeyException">One of the two master keys is not there or cannot be reached.</exception>
    Task<WrappedKey> RewrapAsync(WrappedKey wrapped, CancellationToken cancellationToken);
}

/// <summary>A key that only its master key opens.</summary>
/// <param name="MasterKeyId">Which master key, with its version: <c>local:1f3a…</c>, <c>vault:transit/pms:v3</c>. No secret.</param>
/// <param name="Value">The wrapped bytes as text, in the provider's own form.</param>
public sealed record WrappedKey(string MasterKeyId, string Value);
