using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>A write-back as it is kept, without what is written.</summary>
internal sealed record WriteBack
{
    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required string HotelId { get; init; }

    public required string ConnectionId { get; init; }

    public required WriteBackKind Kind { get; init; }

    public required WriteBackState State { get; init; }

    public string? BookingId { get; init; }

    public string? GuestId { get; init; }

    public string? RoomId { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public string? VendorReference { get; init; }

    public string? Reason { get; init; }

    public required string CorrelationId { get; init; }

    public required long Revision { get; init; }

    public WriteBackView View(string vendor) => new()
    {
        Id = Id,
        HotelId = HotelId,
        ConnectionId = ConnectionId,
        Vendor = vendor,
        Kind = Kind,
        State = State,
        BookingId = BookingId,
        GuestId = GuestId,
        RoomId = RoomId,
        Attempts = Attempts,
        AcceptedAt = AcceptedAt,
        NextAttemptAt = NextAttemptAt,
        SettledAt = SettledAt,
        VendorReference = VendorReference,
        Reason = Reason,
    };
}

/// <summary>A write-back that this replica alone may execute for now.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Claim">Fencing number: nothing is committed under an older one.</param>
/// <param name="Kind">What is written.</param>
/// <param name="Write">The write itself; null when what was stored cannot be read.</param>
/// <param name="Doubtful">An earlier call may have arrived.</param>
/// <param name="Failures">Tries in a row that failed.</param>
/// <param name="Age">Since it was accepted.</param>
/// <param name="CorrelationId">Of the request.</param>
/// <param name="TraceParent">Of the request; null when it was not traced.</param>
internal sealed record ClaimedWrite(
    Guid Id, string ConnectionId, long Claim, WriteKind Kind, PmsWrite? Write, bool Doubtful, int Failures, TimeSpan Age, string CorrelationId, string? TraceParent);

/// <summary>A row as it is inserted.</summary>
internal sealed record AcceptedWrite
{
    public required Guid Id { get; init; }

    public required string HotelId { get; init; }

    public required string ConnectionId { get; init; }

    public required string IdempotencyKey { get; init; }

    public required WriteBackRequest Request { get; init; }

    public required string RequestedBy { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>Goes on record with it.</summary>
    public required AuditEntry Entry { get; init; }
}
