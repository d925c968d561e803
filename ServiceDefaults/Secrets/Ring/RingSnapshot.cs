using System.Collections.Frozen;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>One key of the ring as this process has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was made; null when the element cannot be read.</param>
/// <param name="ActivatesAt">From when on it encrypts.</param>
/// <param name="MasterKeyId">Which master key wrapped it; null when the element cannot be read.</param>
/// <param name="Encryptor">Null when it cannot be opened.</param>
/// <param name="Fault">Why it cannot be opened.</param>
internal sealed record RingKey(
    Guid Id, DateTimeOffset? CreatedAt, DateTimeOffset? ActivatesAt, string? MasterKeyId, IAuthenticatedEncryptor? Encryptor, MasterKeyException? Fault)
{
    public override string ToString() => $"{Id}";
}

/// <summary>The ring at one revision. Immutable.</summary>
internal sealed class RingSnapshot
{
    private readonly FrozenDictionary<Guid, RingKey> _byId;
    private readonly RingKey[] _byActivation;

    public RingSnapshot(KeyRingDocument document, IReadOnlyList<RingKey> keys)
    {
        Document = document;
        Keys = keys;
        _byId = keys.ToFrozenDictionary(key => key.Id);
        _byActivation = [.. keys.Where(key => key is { Encryptor: not null, ActivatesAt: not null }).OrderBy(key => key.ActivatesAt).ThenBy(key => key.Id)];
    }

    public KeyRingDocument Document { get; }

    public IReadOnlyList<RingKey> Keys { get; }

    /// <summary>True when the same keys are there and the same ones are open: nobody need look again.</summary>
    public bool IsAs(RingSnapshot other) =>
        Document.Revision == other.Document.Revision
        && Keys.Select(key => (key.Id, key.Fault?.Message)).SequenceEqual(other.Keys.Select(key => (key.Id, key.Fault?.Message)));

    public RingKey? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// The key that encrypts at an instant: the last one that has become active, so that every replica knows it by then; the first one there is when
    /// none has. Null when no key can be opened.
    /// </summary>
    public RingKey? CurrentAt(DateTimeOffset instant) =>
        Array.FindLast(_byActivation, key => key.ActivatesAt <= instant) ?? (_byActivation.Length > 0 ? _byActivation[0] : null);
}
