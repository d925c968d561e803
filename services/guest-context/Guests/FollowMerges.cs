using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.GuestContext.Snapshots;

namespace PmsPlatform.GuestContext.Guests;

/// <summary>
/// Keeps, for every merged profile, the end of its chain of merges, so that a question needs no walk. Written again for all profiles whose chain runs
/// through one of the batch. The target itself may arrive later.
/// </summary>
internal static class FollowMerges
{
    // Two merges that meet, committed at the same time, would each miss the other: those of one connection go one after the other. Batches
    // without a merge take no lock. The lock comes before the statement that reads, which then sees what the one before has committed.
    private const string Lock =
        """
        SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 7061))
        WHERE $4 OR EXISTS (SELECT FROM guest_alias WHERE hotel_id = $1 AND connection_id = $2 AND guest_external_id = ANY ($3::text[]))
        """;

    private const string Resolve =
        """
        WITH RECURSIVE changed AS (
            SELECT g.external_id
            FROM guest AS g
            WHERE g.hotel_id = $1 AND g.connection_id = $2 AND g.external_id = ANY ($3::text[])
              AND (g.merged_into IS NOT NULL OR EXISTS (
                  SELECT FROM guest_alias AS a WHERE a.hotel_id = $1 AND a.connection_id = $2 AND a.guest_external_id = g.external_id))
        ), affected AS (
            SELECT external_id FROM changed
            UNION
            SELECT g.external_id
            FROM affected
            CROSS JOIN LATERAL (
                SELECT external_id FROM guest
                WHERE hotel_id = $1 AND connection_id = $2 AND merged_into = affected.external_id
                OFFSET 0
            ) AS g
        ), step AS (
            SELECT external_id AS start, external_id AS reached, 0 AS steps FROM affected
            UNION ALL
            SELECT step.start, g.merged_into, step.steps + 1
            FROM step
            CROSS JOIN LATERAL (
                SELECT merged_into FROM guest
                WHERE hotel_id = $1 AND connection_id = $2 AND external_id = step.reached AND merged_into IS NOT NULL
                OFFSET 0
            ) AS g
            WHERE step.steps < 32
        ), resolved AS (
            -- Profiles in a circle, which only a vendor's error makes, speak for themselves. They have a row too: it tells that their chain was walked.
            SELECT DISTINCT ON (start) start, CASE WHEN steps < 32 THEN reached ELSE start END AS person, steps > 0 AS is_merged
            FROM step
            ORDER BY start, steps DESC
        ), gone AS (
            DELETE FROM guest_alias
            WHERE hotel_id = $1 AND connection_id = $2 AND guest_external_id = ANY (ARRAY (SELECT start FROM resolved WHERE NOT is_merged))
        )
        INSERT INTO guest_alias AS a (hotel_id, connection_id, guest_external_id, person_external_id)
        SELECT $1, $2, start, person
        FROM resolved
        WHERE is_merged
        ON CONFLICT (guest_external_id, hotel_id, connection_id) DO UPDATE SET person_external_id = EXCLUDED.person_external_id
        WHERE a.person_external_id <> EXCLUDED.person_external_id
        """;

    public static IEnumerable<NpgsqlBatchCommand> Of(EventContext context, IReadOnlyList<GuestRow> rows)
    {
        var hasMerges = rows.Any(row => row.MergedInto is not null);
        yield return new NpgsqlBatchCommand(Lock)
        {
            Parameters =
            {
                Parameter.Of(context.HotelId), Parameter.Of(context.ConnectionId), Parameter.Each(rows, row => row.ExternalId), Parameter.Of(hasMerges),
            },
        };
        yield return new NpgsqlBatchCommand(Resolve)
        {
            Parameters = { Parameter.Of(context.HotelId), Parameter.Of(context.ConnectionId), Parameter.Each(rows, row => row.ExternalId) },
        };
    }
}
