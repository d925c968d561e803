using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Digests;

/// <summary>
/// <c>GET /ledger/digests?connectionId=&amp;entity=</c>: what is held of one kind of one connection, by day in fingerprints, so that a connector can prove
/// that nothing is missing without a record travelling.
/// </summary>
internal static class GetDigests
{
    // As RecordDigest makes them. Bookings by their day of arrival; for everything else that is NULL, one bucket.
    private const string Query = """
        SELECT e.arrival, count(*),
            bit_xor(('x' || encode(substring(sha256(convert_to(e.external_id, 'UTF8') || '\x0a' || e.content_hash) FOR 16), 'hex'))::bit(128))
        FROM entity_set AS s
        JOIN entity AS e ON e.set_id = s.set_id
        WHERE s.entity = $1 AND s.hotel_id = ANY ($2) AND s.connection_id = $3 AND e.removed_at IS NULL
        GROUP BY e.arrival
        ORDER BY e.arrival
        """;

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/digests", Handle)
        .WithName("GetLedgerDigests")
        .WithSummary("What the ledger holds, by day in fingerprints.");

    private static async Task<Results<Ok<LedgerDigests>, ProblemHttpResult>> Handle(
        string? connectionId, string? entity, HttpContext http, HotelScope scope, CancellationToken cancellationToken)
    {
        if (connectionId is null)
            return Problem.Invalid("connectionId", "is needed.");
        if (!EntityNames.TryFromAddress(entity ?? "", out var kind))
            return Problem.Invalid("entity", "must be bookings, guests or rooms.");

        var days = await scope.RunAsync(
            http.Caller(),
            Query,
            [Parameter.Text(kind.Value.Column()), HotelScope.HotelsOf(http.Caller()), Parameter.Text(connectionId)],
            row => new LedgerDigest { Day = row.GetFieldValue<DateOnly?>(0), Count = row.GetInt64(1), Digest = Hex(row.GetFieldValue<BitArray>(2)) },
            cancellationToken);
        return TypedResults.Ok(new LedgerDigests { Days = days });
    }

    private static string Hex(BitArray bits)
    {
        var number = UInt128.Zero;
        foreach (bool bit in bits)
            number = (number << 1) | (bit ? UInt128.One : UInt128.Zero);
        return number.ToString("x32", CultureInfo.InvariantCulture);
    }
}
