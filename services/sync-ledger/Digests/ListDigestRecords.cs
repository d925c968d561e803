using Microsoft.AspNetCore.Http.HttpResults;
using NpgsqlTypes;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Digests;

/// <summary><c>POST /ledger/digests/records</c>: ids and versions of the days whose fingerprints differ. Changes nothing; a body, because days may be many.</summary>
internal static class ListDigestRecords
{
    private const string Query = """
        SELECT e.external_id, e.arrival, e.modified_at, e.observed_at, e.content_hash
        FROM entity_set AS s
        JOIN entity AS e ON e.set_id = s.set_id
        WHERE s.entity = $1 AND s.hotel_id = ANY ($2) AND s.connection_id = $3 AND e.removed_at IS NULL AND ($1 <> 'booking' OR e.arrival = ANY ($4))
        ORDER BY e.external_id
        """;

    public static void Map(RouteGroupBuilder group) => group.MapPost("/ledger/digests/records", Handle)
        .WithName("ListLedgerDigestRecords")
        .WithSummary("Ids and versions of the records of some days.");

    private static async Task<Ok<IReadOnlyList<LedgerRecord>>> Handle(
        LedgerDigestQuestion question, HttpContext http, HotelScope scope, CancellationToken cancellationToken)
    {
        var rows = await scope.RunAsync(
            http.Caller(),
            Query,
            [
                Parameter.Text(question.Entity.Column()), HotelScope.HotelsOf(http.Caller()), Parameter.Text(question.ConnectionId),
                Parameter.Array(NpgsqlDbType.Date, [.. question.Days]),
            ],
            row => new LedgerRecord
            {
                ExternalId = row.GetString(0),
                Day = row.GetFieldValue<DateOnly?>(1),
                Version = ListEntities.VersionOf(row, 2),
            },
            cancellationToken);
        return TypedResults.Ok<IReadOnlyList<LedgerRecord>>(rows);
    }
}
