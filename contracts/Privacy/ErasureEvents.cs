using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Privacy;

/// <summary>
/// Everything that is kept of a person through one connection is to be erased. Told again until every service has answered, and once more after a while for
/// what was on its way meanwhile: erasing twice does no harm.
/// </summary>
[EventName("pms.guests.erasure.requested")]
public sealed record GuestErasureRequested
{
    /// <summary>Whose guest it is.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The erasure, by which its receipt is found.</summary>
    public required Guid ErasureId { get; init; }

    /// <summary>1, and 2 for what was on its way during the first.</summary>
    public required int Pass { get; init; }

    /// <summary>By what the person is recognised.</summary>
    public required PersonTraces Person { get; init; }
}

/// <summary>A service has erased what it kept of a person through one connection.</summary>
[EventName("pms.guests.erased")]
public sealed record GuestErased
{
    /// <summary>Whose guest it was.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The erasure.</summary>
    public required Guid ErasureId { get; init; }

    /// <summary>The pass that this answers.</summary>
    public required int Pass { get; init; }

    /// <summary>Who erased, as in <c>sync-ledger</c> or <c>connector-mews</c>.</summary>
    public required string Service { get; init; }

    /// <summary>How much, by kind of record, as in <c>guests</c> or <c>deliveries</c>. Zero where nothing was found.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init => field = value ?? Nothing; }

    private static readonly IReadOnlyDictionary<string, long> Nothing = new Dictionary<string, long>(StringComparer.Ordinal);
}

/// <summary>By what a person is recognised in the data of one connection. Holds ids and fingerprints, nothing that says who it is.</summary>
public sealed record PersonTraces
{
    /// <summary>The vendor's ids of the person's profiles, merged ones too.</summary>
    public IReadOnlyList<string> GuestIds { get; init => field = value ?? []; } = [];

    /// <summary>The vendor's ids of the bookings that the person is on.</summary>
    public IReadOnlyList<string> BookingIds { get; init => field = value ?? []; } = [];

    /// <summary>Keyed fingerprints, Base64, of the phone or e-mail that the person was found by; empty when found by a profile's id.</summary>
    public IReadOnlyList<string> Contacts { get; init => field = value ?? []; } = [];
}
