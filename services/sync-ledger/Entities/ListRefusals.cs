using Microsoft.AspNetCore.Http.HttpResults;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Reading;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary><c>GET /ledger/refusals?connectionId=&amp;after=&amp;limit=</c>: snapshots that could not be kept, by hotel, connection, kind and digest.</summary>
internal static class ListRefusals
{
    private const string List = "refusals";

    private const string Query = """
        SELECT hotel_id, connection_id, entity, digest, external_id, reason, times, refused_at
        FROM refused_snapshot
        WHERE hotel_id = ANY ($1) AND ($2::text IS NULL OR connection_id = $2) AND (hotel_id, connection_id, entity, digest) > ($3, $4, $5, $6)
        ORDER BY hotel_id, connection_id, entity, digest
        LIMIT $7
        """;

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/refusals", Handle)
        .WithName("ListRefusals")
        .WithSummary("Snapshots the ledger could not keep.");

    private static async Task<Results<Ok<Page<LedgerRefusal>>, ProblemHttpResult>> Handle(
        string? connectionId, string? after, int? limit, HttpContext http, HotelScope scope, CancellationToken cancellationToken)
    {
        if (!PageLimit.TryRead(limit, out var most, out var problem))
            return problem;

        string[]? position = ["", "", "", ""];
        Span<byte> digest = stackalloc byte[64];
        if (after is not null && !Cursor.TryRead(after, List, parts: 4, out position))
            return PageLimit.NoCursor();
        if (Convert.FromHexString(position[3], digest, out _, out var written) is not System.Buffers.OperationStatus.Done)
            return PageLimit.NoCursor();

        var rows = await scope.RunAsync(
            http.Caller(),
            Query,
            [
                HotelScope.HotelsOf(http.Caller()), Parameter.TextOrNull(connectionId), Parameter.Text(position[0]), Parameter.Text(position[1]),
                Parameter.Text(position[2]), new Npgsql.NpgsqlParameter { Value = digest[..written].ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea },
                Parameter.Of<int>(NpgsqlDbType.Integer, most + 1),
            ],
            row => new LedgerRefusal
            {
                HotelId = row.GetString(0),
                ConnectionId = row.GetString(1),
                Entity = EntityNames.FromColumn(row.GetString(2)),
                Digest = Convert.ToHexStringLower(row.GetFieldValue<byte[]>(3)),
                ExternalId = row.GetStringOrNull(4),
                Reason = row.GetString(5),
                Times = row.GetInt32(6),
                RefusedAt = row.GetFieldValue<DateTimeOffset>(7),
            },
            cancellationToken);

        var page = rows.Take(most).ToList();
        return TypedResults.Ok(new Page<LedgerRefusal>
        {
            Items = page,
            Next = rows.Count > most ? Cursor.Write(List, page[^1].HotelId, page[^1].ConnectionId, page[^1].Entity.Column(), page[^1].Digest) : null,
        });
    }
}
