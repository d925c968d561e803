using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using PmsPlatform.ServiceDefaults.Secrets.Ring;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>
/// Seals vendors' credentials for storage and transport with the newest key of the key ring (AES-256-GCM by ASP.NET Data Protection) and opens them again
/// with whichever key sealed them. A cipher text is bound to its connection and setting: moved elsewhere it does not open. Safe for use from many threads.
/// </summary>
/// <remarks>Cipher text: <c>pms1.</c>, the ring key's id as 32 hexadecimal digits, a dot, base64url. Registered by <see cref="CredentialSealing"/>.</remarks>
public sealed class CredentialSealer : ICredentialSealer
{
    private const string Prefix = "pms1.";
    private const int IdLength = 32;
    private const int MarkLength = 4;

    private readonly IDataProtector _root;
    private readonly KeyRing _ring;
    private readonly TimeProvider _time;

    internal CredentialSealer(IDataProtectionProvider protection, KeyRing ring, TimeProvider time)
    {
        _root = protection.CreateProtector("pms.credentials.v1");
        _ring = ring;
        _time = time;
    }

    /// <inheritdoc />
    public string Seal(string connectionId, string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionId);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (_ring.Current is null)
            throw new CredentialsUnreadableException(connectionId, name, UnreadableReason.NoKey, _ring.Fault);

        var plain = Encoding.UTF8.GetBytes(value);
        var cipher = For(connectionId, name).Protect(plain);
        CryptographicOperations.ZeroMemory(plain);

        // The ring may just have moved on: the id is the cipher text's own.
        return $"{Prefix}{OwnKeyOf(cipher):N}.{Base64Url.EncodeToString(cipher)}";
    }

    /// <inheritdoc />
    public string Unseal(string connectionId, string name, string sealedText)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionId);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(sealedText);

        if (KeyOf(sealedText) is not { } id || Bytes(sealedText) is not { } cipher || OwnKeyOf(cipher) != id)
            throw new CredentialsUnreadableException(connectionId, name, UnreadableReason.Altered);

        var key = _ring.Snapshot?.Find(id);
        if (key?.Encryptor is null)
        {
            _ring.Miss();
            throw new CredentialsUnreadableException(
                connectionId, name, key is null ? UnreadableReason.KeyUnknown : UnreadableReason.KeyClosed, key?.Fault);
        }

        try
        {
            return Encoding.UTF8.GetString(For(connectionId, name).Unprotect(cipher));
        }
        catch (CryptographicException exception)
        {
            throw new CredentialsUnreadableException(connectionId, name, UnreadableReason.Altered, exception);
        }
    }

    /// <summary>Opens like <see cref="Unseal"/>; when its key is not in the ring yet, waits for the ring to learn it.</summary>
    /// <param name="connectionId">The connection it belongs to.</param>
    /// <param name="name">The setting's name.</param>
    /// <param name="sealedText">The cipher text.</param>
    /// <param name="patience">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CredentialsUnreadableException">It cannot be opened; says why and what to do.</exception>
    public async Task<string> UnsealAsync(string connectionId, string name, string sealedText, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            // Taken before the look, so that a change in between is not slept through.
            var changed = _ring.Changed;
            try
            {
                return Unseal(connectionId, name, sealedText);
            }
            catch (CredentialsUnreadableException exception) when (exception.MayPass && patience - _time.GetElapsedTime(started) > TimeSpan.Zero)
            {
                var rest = patience - _time.GetElapsedTime(started);
                await changed.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, _time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>True when a newer key than the one that sealed this text encrypts now: seal the value again.</summary>
    public bool IsOutdated(string sealedText) => _ring.Current is { } current && KeyOf(sealedText) != current.Id;

    /// <summary>The ring key that sealed a text; null when it is not sealed.</summary>
    public static Guid? KeyOf(string sealedText)
    {
        ArgumentNullException.ThrowIfNull(sealedText);
        return sealedText.StartsWith(Prefix, StringComparison.Ordinal)
            && sealedText.Length > Prefix.Length + IdLength
            && sealedText[Prefix.Length + IdLength] == '.'
            && !sealedText.AsSpan(Prefix.Length, IdLength).ContainsAnyInRange('A', 'F')
            && Guid.TryParseExact(sealedText.AsSpan(Prefix.Length, IdLength), "N", out var id)
                ? id
                : null;
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    private IDataProtector For(string connectionId, string name) => _root.CreateProtector(connectionId).CreateProtector(name);

    // Data Protection begins with four bytes of mark, then the key's id.
    private static Guid? OwnKeyOf(byte[] cipher) => cipher.Length < MarkLength + 16 ? null : new Guid(cipher.AsSpan(MarkLength, 16));

    // One text for one cipher text: the last character may have bits that no byte comes of, padding and white space are passed over by the decoder.
    private static byte[]? Bytes(string sealedText)
    {
        var text = sealedText.AsSpan(Prefix.Length + IdLength + 1);
        return Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is var bytes && text.SequenceEqual(Base64Url.EncodeToString(bytes)) ? bytes : null;
    }
}
