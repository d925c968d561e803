using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Privacy;

/// <summary>Body of <c>POST /api/privacy/exports</c> and <c>POST /api/privacy/erasures</c>: whose data. Exactly one of phone, e-mail and guest.</summary>
public sealed record PrivacyRequest
{
    /// <summary>The hotel; may be left out by who has one only.</summary>
    public string? HotelId { get; init; }

    /// <summary>Telephone number in any form.</summary>
    public string? Phone { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>A profile.</summary>
    public ProfileReference? Guest { get; init; }

    /// <summary>Of an erasure: true erases also who is in the house or expected, whose data the hotel needs for the stay. Default false.</summary>
    public bool? IncludeOpenStays { get; init; }
}

/// <summary>A guest's profile at a vendor.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="ExternalId">The vendor's id of the profile.</param>
public sealed record ProfileReference(string? ConnectionId, string? ExternalId);

/// <summary>Answer of <c>POST /api/privacy/exports</c>: everything that is kept of a person, nothing of others.</summary>
public sealed record PersonalDataExport
{
    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>When it was put together, UTC.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>What each service keeps; services that keep nothing are named too.</summary>
    public required IReadOnlyList<ServiceRecords> Services { get; init; }
}

/// <summary>What one service keeps of a person.</summary>
/// <param name="Service">As in <c>guest-context</c>.</param>
/// <param name="Records">The records.</param>
public sealed record ServiceRecords(string Service, IReadOnlyList<PersonalRecord> Records);

/// <summary>One record about a person.</summary>
public sealed record PersonalRecord
{
    /// <summary>What it is: <c>guest</c>, <c>booking</c>, <c>delivery</c>, <c>write-back</c>, <c>quarantined</c>, <c>refused</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The connection it belongs to.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's id, or the platform's own for what has none there.</summary>
    public required string Id { get; init; }

    /// <summary>When it was read, received or asked for, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The record itself.</summary>
    public required JsonElement Value { get; init; }
}

/// <summary>Where an erasure stands.</summary>
[JsonConverter(typeof(LenientEnumConverter<ErasureState>))]
public enum ErasureState
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Not every service has answered yet.</summary>
    Pending,

    /// <summary>Every service has erased what it kept, and looked again after a while.</summary>
    Completed,
}

/// <summary>The receipt of an erasure. Holds nothing of the person.</summary>
public sealed record ErasureView
{
    /// <summary>Its id.</summary>
    public required Guid ErasureId { get; init; }

    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>Where it stands.</summary>
    public required ErasureState State { get; init; }

    /// <summary>How the person was found: <c>phone</c>, <c>email</c> or <c>guest</c>.</summary>
    public required string FoundBy { get; init; }

    /// <summary>Who asked for it: the key's or user's name as in the audit log.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the last service had answered, UTC; null before.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>What each service did, for each connection.</summary>
    public required IReadOnlyList<ErasurePartView> Parts { get; init; }

    /// <summary>What an erasure here does not reach, in words.</summary>
    public required IReadOnlyList<string> Remains { get; init; }
}

/// <summary>What one service did.</summary>
public sealed record ErasurePartView
{
    /// <summary>As in <c>sync-ledger</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>When it was done for good, UTC; null before.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Erased so far, by kind of record.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }
}

/// <summary>Between services: who is this. Names nobody: a contact is given by its fingerprint.</summary>
public sealed record PersonQuestion
{
    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>Keyed fingerprints, Base64, of phones and e-mails.</summary>
    public IReadOnlyList<string> Contacts { get; init => field = value ?? []; } = [];

    /// <summary>A profile.</summary>
    public ProfileReference? Guest { get; init; }
}

/// <summary>Between services: where a person was found.</summary>
public sealed record PersonFound
{
    /// <summary>The connections, each with what the person is recognised by there. Empty when nobody was found.</summary>
    public required IReadOnlyList<PersonAtConnection> Connections { get; init; }

    /// <summary>Stays that go on or lie ahead.</summary>
    public required int OpenStays { get; init; }
}

/// <summary>A person at one connection.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Vendor">Its vendor's slug.</param>
/// <param name="Person">By what he is recognised there.</param>
public sealed record PersonAtConnection(string ConnectionId, string Vendor, PersonTraces Person);

/// <summary>Between services: what is kept of this person.</summary>
/// <param name="HotelId">The hotel.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Person">By what the person is recognised.</param>
public sealed record PersonalRecordsQuestion(string HotelId, string ConnectionId, PersonTraces Person);
