using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Reading;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// <c>GET /ledger/{entity}?connectionId=&amp;from=&amp;until=&amp;includeRemoved=&amp;after=&amp;limit=</c>: current versions in the order of hotel, connection and
/// external id. Nights and maintenance can be asked for by hotel-local dates, both included. That order never changes: what is there from the first page to the last is
/// listed exactly once, whatever is written meanwhile. What is no longer at the vendor is left out unless it is asked for.
/// </summary>
internal static class ListEntities
{
    /// <summary>Joins as r what a removed entity e was last: the content of the version before the removal, which may stand in another version.</summary>
    internal const string LastContent = """
        LEFT JOIN LATERAL (
            SELECT coalesce(b.payload, (
                SELECT payload FROM entity_history
                WHERE set_id = e.set_id AND external_id = e.external_id AND content_hash = b.content_hash AND payload IS NOT NULL
                LIMIT 1)) AS payload
            FROM entity_history AS b
            WHERE e.removed_at IS NOT NULL AND b.set_id = e.set_id AND b.external_id = e.external_id
              AND b.content_hash <> '\x00000000000000000000000000000000' AND (b.ordered_at, b.observed_at) <= (e.ordered_at, e.observed_at)
            ORDER BY b.ordered_at DESC, b.observed_at DESC, b.recorded_at DESC
            LIMIT 1) AS r ON true
        """;

    private const string Query = $"""
        SELECT s.hotel_id, s.connection_id, e.external_id, e.modified_at, e.observed_at, e.content_hash, e.recorded_at,
            CASE WHEN e.removed_at IS NULL THEN v.payload ELSE r.payload END, e.removed_at
        FROM entity_set AS s
        CROSS JOIN LATERAL (
            SELECT * FROM entity
            WHERE set_id = s.set_id AND external_id > CASE WHEN s.hotel_id = $4 AND s.connection_id = $5 THEN $6 ELSE '' END
              AND ($8 OR removed_at IS NULL)
                AND ($9::date IS NULL OR departure >= $9) AND ($10::date IS NULL OR arrival <= $10)
            ORDER BY external_id
            LIMIT $7) AS e
        LEFT JOIN LATERAL (
            SELECT payload FROM entity_history
            WHERE set_id = e.set_id AND external_id = e.external_id AND recorded_at = e.payload_at AND content_hash = e.content_hash AND payload IS NOT NULL
            LIMIT 1) AS v ON true
        {LastContent}
        WHERE s.entity = $1 AND s.hotel_id = ANY ($2) AND ($3::text IS NULL OR s.connection_id = $3) AND (s.hotel_id, s.connection_id) >= ($4, $5)
        ORDER BY s.hotel_id, s.connection_id, e.external_id
        LIMIT $7
        """;

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/{entity}", Handle)
        .WithName("ListEntities")
        .WithSummary("Current entities of one kind as the ledger holds them.");

    private static async Task<Results<Ok<Page<LedgerEntry>>, ProblemHttpResult>> Handle(
        string entity, string? connectionId, string? from, string? until, bool? includeRemoved, string? after, int? limit, HttpContext http, HotelScope scope, Payloads payloads, CancellationToken cancellationToken)
    {
        if (!EntityNames.TryFromAddress(entity, out var kind))
            return Problem.NotFound("kind of entity");
        if (!PageLimit.TryRead(limit, out var most, out var problem))
            return problem;

        if (!DateFilter.TryRead(kind.Value, from, until, out var dates, out var wrong))
            return wrong;

        string[]? position = ["", "", ""];
        if (after is not null && !Cursor.TryRead(after, entity, parts: 3, out position))
            return PageLimit.NoCursor();

        var rows = await scope.RunAsync(
            http.Caller(),
            Query,
            [
                Parameter.Text(kind.Value.Column()), HotelScope.HotelsOf(http.Caller()), Parameter.TextOrNull(connectionId),
                Parameter.Text(position[0]), Parameter.Text(position[1]), Parameter.Text(position[2]), Parameter.Of<int>(NpgsqlDbType.Integer, most + 1),
                Parameter.Of<bool>(NpgsqlDbType.Boolean, includeRemoved ?? false),
                Parameter.Of(NpgsqlDbType.Date, dates.From), Parameter.Of(NpgsqlDbType.Date, dates.Until),
            ],
            row => EntryOf(row, kind.Value, payloads),
            cancellationToken);

        var page = rows.Take(most).ToList();
        return TypedResults.Ok(new Page<LedgerEntry>
        {
            Items = page,
            Next = rows.Count > most ? Cursor.Write(entity, page[^1].HotelId, page[^1].ConnectionId, page[^1].ExternalId) : null,
        });
    }

    /// <summary>Reads hotel, connection, external id, modified, observed, hash, recorded, payload, removed, in this order.</summary>
    internal static LedgerEntry EntryOf(NpgsqlDataReader row, EntityKind kind, Payloads payloads)
    {
        var (hotelId, connectionId, externalId) = (row.GetString(0), row.GetString(1), row.GetString(2));
        return new LedgerEntry
        {
            HotelId = hotelId,
            ConnectionId = connectionId,
            ExternalId = externalId,
            Version = VersionOf(row, 3),
            RecordedAt = row.GetFieldValue<DateTimeOffset>(6),
            RemovedAt = row.GetFieldValue<DateTimeOffset?>(8),
            Value = payloads.ReadOrNull(row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7), kind, hotelId, connectionId, externalId),
        };
    }

    internal static EntityVersion VersionOf(NpgsqlDataReader row, int column) => new()
    {
        ModifiedAt = row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column),
        ObservedAt = row.GetFieldValue<DateTimeOffset>(column + 1),
        ContentHash = Convert.ToHexStringLower(row.GetFieldValue<byte[]>(column + 2)),
    };
}
