using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using PmsPlatform.ServiceDefaults.Secrets.Ring;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>One key of the ring as this process sees it. Holds no secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was made; null when its row is damaged.</param>
/// <param name="ActivatesAt">From when on it encrypts; null when its row is damaged.</param>
/// <param name="MasterKeyId">Which master key wrapped it; null when its row is damaged.</param>
/// <param name="Fault">Why it cannot be opened; null when it can.</param>
public sealed record CredentialRingKey(Guid Id, DateTimeOffset? CreatedAt, DateTimeOffset? ActivatesAt, string? MasterKeyId, MasterKeyException? Fault);

/// <summary>The key ring for the service that owns it: what is in it, how keys are added and wrapped anew. Safe for use from many threads.</summary>
public sealed class CredentialRing
{
    /// <summary>Data Protection wants an end for every key. Ours are retired by newer ones and removed when nothing uses them.</summary>
    private const int YearsToLive = 50;

    private readonly KeyRing _ring;
    private readonly KeyRingKeeper _keeper;
    private readonly IKeyManager _keys;
    private readonly IMasterKeyProvider _masterKeys;
    private readonly SecretWrapper _wrapper;
    private readonly OpenedKeys _opened;

    internal CredentialRing(KeyRing ring, KeyRingKeeper keeper, IKeyManager keys, IMasterKeyProvider masterKeys, SecretWrapper wrapper, OpenedKeys opened)
    {
        _ring = ring;
        _keeper = keeper;
        _keys = keys;
        _masterKeys = masterKeys;
        _wrapper = wrapper;
        _opened = opened;
    }

    /// <summary>The ring as it is stored; null before it was read for the first time.</summary>
    public KeyRingDocument? Document => _ring.Snapshot?.Document;

    /// <summary>Every key, as stored; empty before the ring was read.</summary>
    public IReadOnlyList<CredentialRingKey> Keys =>
    [
        .. (_ring.Snapshot?.Keys ?? []).Select(key => new CredentialRingKey(key.Id, key.CreatedAt, key.ActivatesAt, key.MasterKeyId, key.Fault)),
    ];

    /// <summary>The key that encrypts now; null when no key can be opened.</summary>
    public Guid? CurrentKeyId => _ring.Current?.Id;

    /// <summary>Where the master key is, for people.</summary>
    public string MasterKeySource => _masterKeys.Name;

    /// <summary>What keeps a key from being opened or the first one from being made; null when nothing does.</summary>
    public MasterKeyException? Fault => _ring.Fault;

    /// <summary>Completes when the ring becomes another one.</summary>
    public Task Changed => _ring.Changed;

    /// <summary>Makes a key and reads the ring again.</summary>
    /// <param name="activatesAt">From when on it encrypts: late enough for every service to have learnt it.</param>
    /// <param name="cancellationToken">Ends the wrapping and the reading, not the storing.</param>
    /// <returns>The new key's id.</returns>
    /// <exception cref="MasterKeyException">The master key cannot wrap it; nothing was stored.</exception>
    public async Task<Guid> AddKeyAsync(DateTimeOffset activatesAt, CancellationToken cancellationToken)
    {
        try
        {
            await _wrapper.PrepareAsync(cancellationToken);

            // Stores while it blocks its thread: Data Protection knows no other way.
            var key = await Task.Run(() => _keys.CreateNewKey(activatesAt, activatesAt.AddYears(YearsToLive)), cancellationToken);
            _ring.Note(null);
            await RefreshAsync(cancellationToken);
            return key.KeyId;
        }
        catch (MasterKeyException exception)
        {
            _ring.Note(exception);
            throw;
        }
    }

    /// <summary>Reads the ring now if it has changed.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _keeper.RefreshAsync(cancellationToken);

    /// <summary>The same key wrapped by the newest master key; null when it is already.</summary>
    /// <exception cref="MasterKeyException">The old or the new master key is not there, or the row is damaged.</exception>
    public async Task<(KeyRingEntry Entry, string MasterKeyId)?> RewrapAsync(KeyRingEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (RingReader.Parse(entry) is not { } element || KeyEnvelope.Find(element) is not { } envelope)
            throw RingReader.Damaged();

        var rewrapped = await _masterKeys.RewrapAsync(envelope.Wrapped, cancellationToken);
        if (rewrapped == envelope.Wrapped)
            return null;

        // Known already: the ring that comes back after this needs no vault.
        if (_opened.Find(envelope.Wrapped) is { } key)
            _opened.Keep(rewrapped, key);
        return (entry with { Element = KeyEnvelope.Replace(element, rewrapped).ToString(SaveOptions.DisableFormatting) }, rewrapped.MasterKeyId);
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
