using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Reading;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// <c>GET /ledger/{entity}?connectionId=&amp;from=&amp;until=&amp;after=&amp;limit=</c>: current versions in the order of hotel, connection and external id.
/// Nights and maintenance can be asked for by hotel-local dates, both included. That order never changes: what is there from the first page to the last is listed exactly once, whatever is written meanwhile.
/// </summary>
internal static class ListEntities
{
    private const string Query = """
        SELECT s.hotel_id, s.connection_id, e.external_id, e.modified_at, e.observed_at, e.content_hash, e.recorded_at, v.payload
        FROM entity_set AS s
        CROSS JOIN LATERAL (
            SELECT * FROM entity
            WHERE set_id = s.set_id AND external_id > CASE WHEN s.hotel_id = $4 AND s.connection_id = $5 THEN $6 ELSE '' END
                AND ($8::date IS NULL OR departure >= $8) AND ($9::date IS NULL OR arrival <= $9)
            ORDER BY external_id
            LIMIT $7) AS e
        LEFT JOIN LATERAL (
            SELECT payload FROM entity_history
            WHERE set_id = e.set_id AND external_id = e.external_id AND recorded_at = e.payload_at AND content_hash = e.content_hash AND payload IS NOT NULL
            LIMIT 1) AS v ON true
        WHERE s.entity = $1 AND s.hotel_id = ANY ($2) AND ($3::text IS NULL OR s.connection_id = $3) AND (s.hotel_id, s.connection_id) >= ($4, $5)
        ORDER BY s.hotel_id, s.connection_id, e.external_id
        LIMIT $7
        """;

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/{entity}", Handle)
        .WithName("ListEntities")
        .WithSummary("Current entities of one kind as the ledger holds them.");

    private static async Task<Results<Ok<Page<LedgerEntry>>, ProblemHttpResult>> Handle(
        string entity, string? connectionId, string? from, string? until, string? after, int? limit, HttpContext http, HotelReader reader, Payloads payloads, CancellationToken cancellationToken)
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

        var rows = await reader.ReadAsync(
            http.Caller(),
            Query,
            [
                Parameter.Text(kind.Value.Column()), HotelReader.HotelsOf(http.Caller()), Parameter.TextOrNull(connectionId),
                Parameter.Text(position[0]), Parameter.Text(position[1]), Parameter.Text(position[2]), Parameter.Of<int>(NpgsqlDbType.Integer, most + 1),
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

    /// <summary>Reads hotel, connection, external id, modified, observed, hash, recorded, payload, in this order.</summary>
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
            Value = payloads.Read(row.GetFieldValue<byte[]>(7), kind, hotelId, connectionId, externalId),
        };
    }

    internal static EntityVersion VersionOf(NpgsqlDataReader row, int column) => new()
    {
        ModifiedAt = row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column),
        ObservedAt = row.GetFieldValue<DateTimeOffset>(column + 1),
        ContentHash = Convert.ToHexStringLower(row.GetFieldValue<byte[]>(column + 2)),
    };
}
