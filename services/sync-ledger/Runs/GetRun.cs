using Microsoft.AspNetCore.Http.HttpResults;
using NpgsqlTypes;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Runs;

/// <summary><c>GET /pms/sync/runs/{id}</c>.</summary>
internal static class GetRun
{
    private const string Query = $"SELECT {RunRow.Columns} FROM sync_run AS r WHERE r.hotel_id = ANY ($1) AND r.run_id = $2 AND r.started_at IS NOT NULL";

    public static void Map(RouteGroupBuilder group) => group.MapGet("/pms/sync/runs/{id:guid}", Handle)
        .WithName("GetSyncRun")
        .WithSummary("One sync run.");

    private static async Task<Results<Ok<SyncRunView>, ProblemHttpResult>> Handle(Guid id, HttpContext http, HotelScope scope, CancellationToken cancellationToken)
    {
        var rows = await scope.RunAsync(
            http.Caller(), Query, [HotelScope.HotelsOf(http.Caller()), Parameter.Of<Guid>(NpgsqlDbType.Uuid, id)], RunRow.Read, cancellationToken);
        return rows is [var run, ..] ? TypedResults.Ok(run) : Problem.NotFound("sync run");
    }
}
