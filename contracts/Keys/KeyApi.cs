using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Keys;

/// <summary>POST /api/admin/keys/rotate. At least one of the two must be true.</summary>
public sealed record KeyRotationRequest
{
    /// <summary>Make a new ring key and seal every credential with it. Default true.</summary>
    public bool Ring { get; init; } = true;

    /// <summary>Wrap every ring key with the newest master key. Default false.</summary>
    public bool Master { get; init; }
}

/// <summary>GET /api/admin/keys: which keys there are and what depends on them. Holds no secret.</summary>
public sealed record KeyStatus
{
    /// <summary>Where the master key is: <c>configuration</c>, <c>file</c>, <c>vault</c>, several joined by <c>+</c>, or <c>none</c>.</summary>
    public required string MasterKeySource { get; init; }

    /// <summary>What keeps keys from being opened, and what to do; null when nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>Every key of the ring, the newest first.</summary>
    public required IReadOnlyList<RingKeyView> Keys { get; init; }

    /// <summary>The rotation that runs, or the last one; null when there was none.</summary>
    public KeyRotationView? Rotation { get; init; }
}

/// <summary>One key of the ring.</summary>
public sealed record RingKeyView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is for now.</summary>
    public required RingKeyState State { get; init; }

    /// <summary>When it was made, UTC; null when its row is damaged.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>From when on it encrypts, UTC; null when its row is damaged.</summary>
    public DateTimeOffset? ActivatesAt { get; init; }

    /// <summary>The master key that wrapped it; null when its row is damaged.</summary>
    public string? MasterKeyId { get; init; }

    /// <summary>How many credentials it sealed.</summary>
    public required long Credentials { get; init; }
}

/// <summary>What a ring key is for.</summary>
[JsonConverter(typeof(LenientEnumConverter<RingKeyState>))]
public enum RingKeyState
{
    /// <summary>A state this reader does not know.</summary>
    Unknown,

    /// <summary>Waits until every service knows it.</summary>
    Next,

    /// <summary>Encrypts and decrypts.</summary>
    Current,

    /// <summary>Decrypts what it encrypted once.</summary>
    Retired,

    /// <summary>Cannot be opened: what it encrypted cannot be read.</summary>
    Closed,
}

/// <summary>Where a rotation stands.</summary>
public sealed record KeyRotationView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether it goes on.</summary>
    public required KeyRotationState State { get; init; }

    /// <summary>Whether a new ring key is part of it.</summary>
    public required bool Ring { get; init; }

    /// <summary>Whether the master key's change is part of it.</summary>
    public required bool Master { get; init; }

    /// <summary>Who asked: the caller's name, or <c>schedule</c>.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it ended, UTC; null while it goes on.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The new ring key; null before it was made and when none is part of the rotation.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>Ring keys that were wrapped anew.</summary>
    public required long Rewrapped { get; init; }

    /// <summary>Credentials that were sealed anew.</summary>
    public required long Done { get; init; }

    /// <summary>Credentials there were to be sealed anew when it began; null before that was counted.</summary>
    public long? Total { get; init; }

    /// <summary>Credentials and ring keys that cannot be read and were left as they are.</summary>
    public required long Failed { get; init; }

    /// <summary>What went wrong last, without secrets; null when nothing did.</summary>
    public string? LastError { get; init; }
}

/// <summary>Whether a rotation goes on.</summary>
[JsonConverter(typeof(LenientEnumConverter<KeyRotationState>))]
public enum KeyRotationState
{
    /// <summary>A state this reader does not know.</summary>
    Unknown,

    /// <summary>It goes on; after a crash it is resumed.</summary>
    Running,

    /// <summary>It is over.</summary>
    Completed,
}
