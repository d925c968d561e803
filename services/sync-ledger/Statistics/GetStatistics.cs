using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Statistics;

/// <summary><c>GET /ledger/statistics?connectionId=</c>: what the ledger knows of every kind of entity of every connection, in numbers.</summary>
internal static class GetStatistics
{
    private const string Query = """
        WITH runs AS (
            SELECT hotel_id, connection_id, entity, max(vendor) AS vendor,
                count(*) FILTER (WHERE state = 'Running') AS running,
                count(*) FILTER (WHERE state = 'Completed') AS completed,
                count(*) FILTER (WHERE state = 'Failed') AS failed,
                max(ended_at) FILTER (WHERE state = 'Completed') AS last_completed_at,
                percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY 1000 * extract(epoch FROM ended_at - started_at)::float8)
                    FILTER (WHERE state = 'Completed') AS durations
            FROM sync_run
            WHERE hotel_id = ANY ($1) AND started_at >= $3
            GROUP BY hotel_id, connection_id, entity),
        refused AS (
            SELECT hotel_id, connection_id, entity, max(vendor) AS vendor, count(*) AS refused
            FROM refused_snapshot WHERE hotel_id = ANY ($1) GROUP BY hotel_id, connection_id, entity),
        quarantined AS (
            SELECT hotel_id, connection_id, entity, max(vendor) AS vendor, count(*) AS quarantined
            FROM quarantine_notice WHERE hotel_id = ANY ($1) GROUP BY hotel_id, connection_id, entity)
        SELECT hotel_id, connection_id, coalesce(s.vendor, r.vendor, f.vendor, q.vendor), entity,
            coalesce(s.current, 0), coalesce(s.applied, 0), coalesce(s.unchanged, 0), coalesce(s.stale, 0), coalesce(f.refused, 0), coalesce(q.quarantined, 0),
            s.last_change_at, coalesce(r.running, 0), coalesce(r.completed, 0), coalesce(r.failed, 0), r.last_completed_at,
            r.durations[1], r.durations[2], r.durations[3]
        FROM (SELECT * FROM entity_set WHERE hotel_id = ANY ($1)) AS s
        FULL JOIN runs AS r USING (hotel_id, connection_id, entity)
        FULL JOIN refused AS f USING (hotel_id, connection_id, entity)
        FULL JOIN quarantined AS q USING (hotel_id, connection_id, entity)
        WHERE $2::text IS NULL OR connection_id = $2
        ORDER BY hotel_id, connection_id, entity
        """;

    private static readonly TimeSpan Period = TimeSpan.FromDays(30);

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/statistics", Handle)
        .WithName("GetLedgerStatistics")
        .WithSummary("What the ledger knows of every connection, in numbers.");

    private static async Task<Page<LedgerStatistics>> Handle(
        string? connectionId, HttpContext http, HotelScope scope, TimeProvider time, CancellationToken cancellationToken) => new()
        {
            Items = await scope.RunAsync(
                http.Caller(),
                Query,
                [HotelScope.HotelsOf(http.Caller()), Parameter.TextOrNull(connectionId), Parameter.Instant((time.GetUtcNow() - Period).UtcDateTime)],
                Read,
                cancellationToken),
        };

    private static LedgerStatistics Read(NpgsqlDataReader row) => new()
    {
        HotelId = row.GetString(0),
        ConnectionId = row.GetString(1),
        Vendor = row.GetString(2),
        Entity = EntityNames.FromColumn(row.GetString(3)),
        Current = row.GetInt64(4),
        Applied = row.GetInt64(5),
        Unchanged = row.GetInt64(6),
        Stale = row.GetInt64(7),
        Refused = row.GetInt64(8),
        Quarantined = row.GetInt64(9),
        LastChangeAt = row.GetFieldValue<DateTimeOffset?>(10),
        Runs = new LedgerRuns
        {
            Running = row.GetInt64(11),
            Completed = row.GetInt64(12),
            Failed = row.GetInt64(13),
            LastCompletedAt = row.GetFieldValue<DateTimeOffset?>(14),
            P50 = row.GetFieldValue<double?>(15),
            P95 = row.GetFieldValue<double?>(16),
            P99 = row.GetFieldValue<double?>(17),
        },
    };
}
