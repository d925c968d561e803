using System.Security.Cryptography;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Seals vendors' credentials for storage and transport. A cipher text is bound to its connection and setting: moved elsewhere it does not open.</summary>
public interface ICredentialSealer
{
    /// <summary>Seals a value; the same value never gives the same text twice.</summary>
    /// <param name="connectionId">The connection it belongs to.</param>
    /// <param name="name">The setting's name, in the spelling under which it will be opened.</param>
    /// <param name="value">The credential; may be empty.</param>
    /// <exception cref="CredentialsUnreadableException">The ring has no key that can be opened.</exception>
    string Seal(string connectionId, string name, string value);

    /// <summary>Opens what <see cref="Seal"/> gave for the same connection and setting.</summary>
    /// <exception cref="CryptographicException">It cannot be opened here: a <see cref="CredentialsUnreadableException"/> that says why and what to do.</exception>
    string Unseal(string connectionId, string name, string sealedText);
}

/// <summary>Where no registry is configured there is no key ring, and nothing that it sealed.</summary>
internal sealed class NoCredentialSealer : ICredentialSealer
{
    public string Seal(string connectionId, string name, string value) =>
        throw new CredentialsUnreadableException(connectionId, name, UnreadableReason.NoKey);

    public string Unseal(string connectionId, string name, string sealedText) =>
        throw new CredentialsUnreadableException(connectionId, name, UnreadableReason.KeyUnknown);
}
