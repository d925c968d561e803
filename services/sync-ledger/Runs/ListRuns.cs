using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Reading;

namespace PmsPlatform.SyncLedger.Runs;

/// <summary><c>GET /pms/sync/runs?connectionId=&amp;state=&amp;after=&amp;limit=</c>: runs, the newest first.</summary>
internal static class ListRuns
{
    private const string List = "runs";

    // Hotel by hotel, each from its own end of the index.
    private const string Query = $"""
        SELECT {RunRow.Columns}
        FROM unnest($1) AS h (hotel_id)
        CROSS JOIN LATERAL (
            SELECT * FROM sync_run
            WHERE hotel_id = h.hotel_id AND started_at IS NOT NULL AND (started_at, run_id) < ($4, $5)
              AND ($2::text IS NULL OR connection_id = $2) AND ($3::text IS NULL OR state = $3)
            ORDER BY started_at DESC, run_id DESC
            LIMIT $6) AS r
        ORDER BY r.started_at DESC, r.run_id DESC
        LIMIT $6
        """;

    private static readonly DateTime Latest = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Map(RouteGroupBuilder group) => group.MapGet("/pms/sync/runs", Handle)
        .WithName("ListSyncRuns")
        .WithSummary("Sync runs, the newest first.");

    private static async Task<Results<Ok<Page<SyncRunView>>, ProblemHttpResult>> Handle(
        string? connectionId, string? state, string? after, int? limit, HttpContext http, HotelScope scope, CancellationToken cancellationToken)
    {
        if (!PageLimit.TryRead(limit, out var most, out var problem))
            return problem;
        if (!TryReadState(state, out var wanted))
            return Problem.Invalid("state", "must be queued, running, completed or failed.");
        if (!TryReadPosition(after, out var startedAt, out var runId))
            return PageLimit.NoCursor();

        var rows = await scope.RunAsync(
            http.Caller(),
            Query,
            [
                Parameter.Texts([.. http.Caller().HotelIds.Distinct(StringComparer.Ordinal)]), Parameter.TextOrNull(connectionId), Parameter.TextOrNull(wanted),
                Parameter.Instant(startedAt), Parameter.Of<Guid>(NpgsqlDbType.Uuid, runId), Parameter.Of<int>(NpgsqlDbType.Integer, most + 1),
            ],
            RunRow.Read,
            cancellationToken);

        var page = rows.Take(most).ToList();
        return TypedResults.Ok(new Page<SyncRunView>
        {
            Items = page,
            Next = rows.Count > most ? Cursor.Write(List, Cursor.Write(page[^1].StartedAt!.Value.UtcDateTime), page[^1].Id.ToString("D", CultureInfo.InvariantCulture)) : null,
        });
    }

    private static bool TryReadState(string? text, out string? state)
    {
        state = text is { Length: > 0 } && char.IsLetter(text[0]) && Enum.TryParse<SyncRunState>(text, ignoreCase: true, out var parsed) && parsed is not SyncRunState.Unknown
            ? parsed.ToString()
            : null;
        return text is null || state is not null;
    }

    private static bool TryReadPosition(string? after, out DateTime startedAt, out Guid runId)
    {
        (startedAt, runId) = (Latest, Guid.Empty);
        return after is null
            || (Cursor.TryRead(after, List, parts: 2, out var parts) && Cursor.TryReadInstant(parts[0], out startedAt) && Guid.TryParseExact(parts[1], "D", out runId));
    }
}
