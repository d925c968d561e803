using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;

namespace PmsPlatform.Connections.Privacy;

/// <summary>An erasure as it was asked for. Members are the columns.</summary>
internal sealed class Erasure
{
    public required Guid ErasureId { get; init; }

    public required string? OrganizationId { get; init; }

    public required string HotelId { get; init; }

    public required string FoundBy { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required string CorrelationId { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public List<ErasurePart> Parts { get; init; } = [];

    public ErasureView ToView() => new()
    {
        ErasureId = ErasureId,
        HotelId = HotelId,
        State = CompletedAt is null ? ErasureState.Pending : ErasureState.Completed,
        FoundBy = FoundBy,
        RequestedBy = RequestedBy,
        RequestedAt = RequestedAt,
        CompletedAt = CompletedAt,
        Parts =
        [
            .. Parts.OrderBy(part => part.ConnectionId, StringComparer.Ordinal).ThenBy(part => part.Service, StringComparer.Ordinal).Select(part => new ErasurePartView
            {
                Service = part.Service,
                ConnectionId = part.ConnectionId,
                DoneAt = part.DoneAt,
                Counts = JsonSerializer.Deserialize(part.Counts, ContractsJson.Default.DictionaryStringInt64)!,
            }),
        ],
        Remains = WhatRemains,
    };

    private static IReadOnlyList<string> WhatRemains { get; } =
    [
        "The PMS is not touched: erase the guest there as well. What the PMS changes about the guest afterwards is read anew.",
        "Bookings keep dates, rooms, money and the ids of whoever was on them, without name, contact, notes and requests.",
        "The audit log keeps who did what with which id; it never held names or contacts.",
    ];
}

/// <summary>What one service has to do for one connection. Members are the columns.</summary>
internal sealed class ErasurePart
{
    public required Guid ErasureId { get; init; }

    public required string ConnectionId { get; init; }

    public required string Service { get; init; }

    public required string Vendor { get; init; }

    public required string? OrganizationId { get; init; }

    public required string HotelId { get; init; }

    public required string? Person { get; init; }

    public string Counts { get; init; } = "{}";

    public DateTimeOffset? DoneAt { get; init; }
}
