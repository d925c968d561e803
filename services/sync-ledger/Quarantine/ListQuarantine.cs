using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Entities;
using PmsPlatform.SyncLedger.Reading;

namespace PmsPlatform.SyncLedger.Quarantine;

/// <summary><c>GET /ledger/quarantine?connectionId=&amp;after=&amp;limit=</c>: records that could not be mapped, the newest first.</summary>
internal static class ListQuarantine
{
    private const string List = "quarantine";

    private const string Query = """
        SELECT q.quarantine_id, q.hotel_id, q.connection_id, q.vendor, q.entity, q.external_id, q.path, q.reason, q.sync_run_id, q.quarantined_at
        FROM unnest($1) AS h (hotel_id)
        CROSS JOIN LATERAL (
            SELECT * FROM quarantine_notice
            WHERE hotel_id = h.hotel_id AND (quarantined_at, quarantine_id) < ($3, $4) AND ($2::text IS NULL OR connection_id = $2)
            ORDER BY quarantined_at DESC, quarantine_id DESC
            LIMIT $5) AS q
        ORDER BY q.quarantined_at DESC, q.quarantine_id DESC
        LIMIT $5
        """;

    private static readonly DateTime Latest = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/quarantine", Handle)
        .WithName("ListQuarantine")
        .WithSummary("Vendor records that could not be mapped, the newest first.");

    private static async Task<Results<Ok<Page<QuarantineNotice>>, ProblemHttpResult>> Handle(
        string? connectionId, string? after, int? limit, HttpContext http, HotelScope scope, CancellationToken cancellationToken)
    {
        if (!PageLimit.TryRead(limit, out var most, out var problem))
            return problem;

        var (quarantinedAt, id) = (Latest, Guid.Empty);
        if (after is not null && !(Cursor.TryRead(after, List, parts: 2, out var parts)
            && Cursor.TryReadInstant(parts[0], out quarantinedAt) && Guid.TryParseExact(parts[1], "D", out id)))
        {
            return PageLimit.NoCursor();
        }

        var rows = await scope.RunAsync(
            http.Caller(),
            Query,
            [
                Parameter.Texts([.. http.Caller().HotelIds.Distinct(StringComparer.Ordinal)]), Parameter.TextOrNull(connectionId),
                Parameter.Instant(quarantinedAt), Parameter.Of<Guid>(NpgsqlDbType.Uuid, id), Parameter.Of<int>(NpgsqlDbType.Integer, most + 1),
            ],
            row => new QuarantineNotice
            {
                Id = row.GetGuid(0),
                HotelId = row.GetString(1),
                ConnectionId = row.GetString(2),
                Vendor = row.GetString(3),
                Entity = EntityNames.FromColumn(row.GetString(4)),
                ExternalId = row.GetStringOrNull(5),
                Path = row.GetString(6),
                Reason = row.GetString(7),
                SyncRunId = row.GetFieldValue<Guid?>(8),
                QuarantinedAt = row.GetFieldValue<DateTimeOffset>(9),
            },
            cancellationToken);

        var page = rows.Take(most).ToList();
        return TypedResults.Ok(new Page<QuarantineNotice>
        {
            Items = page,
            Next = rows.Count > most ? Cursor.Write(List, Cursor.Write(page[^1].QuarantinedAt.UtcDateTime), page[^1].Id.ToString("D", CultureInfo.InvariantCulture)) : null,
        });
    }
}
