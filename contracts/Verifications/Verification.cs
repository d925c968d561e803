using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Verifications;

/// <summary>Body of <c>POST /api/pms/{provider}/verifications</c>.</summary>
public sealed record VerificationRequest
{
    /// <summary><c>bookings</c>, <c>guests</c> or <c>rooms</c>. Absent: whatever the vendor lists and the platform has read whole.</summary>
    public string? Entity { get; init; }
}

/// <summary>A comparison of what a vendor has with what the ledger holds: 200 when it has ended, 202 while it goes on.</summary>
public sealed record VerificationView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>False while a part of it waits or goes on.</summary>
    public required bool Ended { get; init; }

    /// <summary>One for each kind of record.</summary>
    public required IReadOnlyList<VerificationResult> Results { get; init; }

    /// <summary>Where it can be followed.</summary>
    public string? Address { get; init; }
}

/// <summary>The comparison of one kind of record of one connection.</summary>
public sealed record VerificationResult
{
    /// <summary>The verification it belongs to.</summary>
    public required Guid VerificationId { get; init; }

    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary>The kind of record.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>Where it stands.</summary>
    public required VerificationState State { get; init; }

    /// <summary>Records on either side, each id once. 0 until it has ended; so are the next three.</summary>
    public long Total { get; init; }

    /// <summary>Records that are equal on both sides.</summary>
    public long Equal { get; init; }

    /// <summary>Records that are not.</summary>
    public long Differing { get; init; }

    /// <summary>Requests sent to the vendor while it went on.</summary>
    public long VendorCalls { get; init; }

    /// <summary>When the vendor began to be read, UTC. Null while it waits.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the comparison was done, UTC. Null before.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>The first differences, at most 500.</summary>
    public IReadOnlyList<VerificationDifference> Differences { get; init => field = value ?? []; } = [];

    /// <summary>Why there is no result, one sentence for an operator; null unless failed. A ledger that is down is told here and is no difference.</summary>
    public string? Reason { get; init; }
}

/// <summary>One record that is not equal on both sides.</summary>
public sealed record VerificationDifference
{
    /// <summary>The vendor's id. Null for a vendor record whose id cannot be read.</summary>
    public string? ExternalId { get; init; }

    /// <summary>What is wrong.</summary>
    public required DifferenceKind Kind { get; init; }

    /// <summary>Date of arrival of a booking.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The version at the vendor. Null when it is missing there or cannot be mapped.</summary>
    public EntityVersion? Vendor { get; init; }

    /// <summary>The version in the ledger. Null when it is missing there.</summary>
    public EntityVersion? Ledger { get; init; }
}

/// <summary>How a record differs.</summary>
[JsonConverter(typeof(LenientEnumConverter<DifferenceKind>))]
public enum DifferenceKind
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>The vendor has it, the ledger does not.</summary>
    MissingInLedger,

    /// <summary>The ledger has it, the vendor does not.</summary>
    MissingAtVendor,

    /// <summary>Both have it, with different content.</summary>
    Differs,

    /// <summary>The vendor has it, but it cannot be mapped; it is in quarantine.</summary>
    Unmapped,
}

/// <summary>Where a verification stands.</summary>
[JsonConverter(typeof(LenientEnumConverter<VerificationState>))]
public enum VerificationState
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Reading and comparing.</summary>
    Running,

    /// <summary>Compared, whatever came out.</summary>
    Completed,

    /// <summary>Could not be compared.</summary>
    Failed,
}
