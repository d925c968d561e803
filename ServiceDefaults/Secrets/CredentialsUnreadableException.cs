using System.Security.Cryptography;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Why a credential cannot be read, or sealed.</summary>
public enum UnreadableReason
{
    /// <summary>Nothing can be sealed: the key ring has no key that can be opened, because the master key is missing, wrong, or cannot be reached.</summary>
    NoKey,

    /// <summary>The ring key that sealed it is not in the ring, or not here yet.</summary>
    KeyUnknown,

    /// <summary>The ring key that sealed it is there, but its master key is not.</summary>
    KeyClosed,

    /// <summary>What is stored was changed, belongs to another connection or setting, or was never sealed.</summary>
    Altered,
}

/// <summary>
/// A credential of one connection cannot be read; others may well be. Becomes a problem <c>credentials-unreadable</c>. The message is for people, names the
/// connection and what to do, and holds no part of the credential.
/// </summary>
public sealed class CredentialsUnreadableException : CryptographicException
{
    /// <summary>Of one setting of a connection.</summary>
    public CredentialsUnreadableException(string connectionId, string setting, UnreadableReason reason, Exception? inner = null)
        : base($"The setting {setting} of connection {connectionId} cannot be {(reason is UnreadableReason.NoKey ? "sealed" : "read")}. {AdviceOn(reason, inner)}", inner)
    {
        ConnectionId = connectionId;
        Setting = setting;
        Reason = reason;
        Advice = AdviceOn(reason, inner);
        MayPass = reason is UnreadableReason.KeyUnknown || inner is MasterKeyException { MayPass: true };
    }

    /// <summary>The connection.</summary>
    public string ConnectionId { get; }

    /// <summary>The setting's name.</summary>
    public string Setting { get; }

    /// <summary>Why.</summary>
    public UnreadableReason Reason { get; }

    /// <summary>What to do, in one or two sentences.</summary>
    public string Advice { get; }

    /// <summary>True when it may pass without anybody's doing: a vault that is down, a key that has not arrived yet.</summary>
    public bool MayPass { get; }

    private static string AdviceOn(UnreadableReason reason, Exception? inner) => reason switch
    {
        UnreadableReason.Altered => "What is stored is not what was sealed for it. Enter the credentials again.",
        UnreadableReason.KeyUnknown => "Its key is not in the key ring. Restore the table key_ring from a backup, or enter the credentials again.",
        _ when inner is MasterKeyException fault => fault.Message,
        _ => "The key ring has no key that can be opened. See the health check key-ring.",
    };
}
