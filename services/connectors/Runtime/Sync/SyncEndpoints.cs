using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Asking for a sync and looking at runs. Reached through the gateway only.</summary>
internal static class SyncEndpoints
{
    private const string Reconcile = "reconcile";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    public static void MapSync(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/sync").RequireCaller();
        group.MapPost("/{entity}", StartAsync).RequirePermission(Permission.Sync).WithName("StartSync").WithSummary("Reads one kind of entity from the PMS now.");
        group.MapGet("/runs/{id:guid}", FindAsync).RequirePermission(Permission.ViewData).WithName("GetSyncRun").WithSummary("One run with its progress.");
        group.MapGet("/runs", ListAsync).RequirePermission(Permission.ViewData).WithName("ListSyncRuns").WithSummary("The newest runs.");
    }

    private static async Task<Results<Ok<SyncAnswer>, Accepted<SyncAnswer>, ProblemHttpResult>> StartAsync(
        string entity, SyncRequest body, HttpContext http, ConnectionRegistry connections, SyncRunStore runs, RunSignals signals,
        ConnectorDescriptor descriptor, AvailabilityWindow window, TimeProvider time, CancellationToken cancellationToken)
    {
        if (SyncEntities.Find(entity) is not { } kind)
            return Problem.Of(StatusCodes.Status404NotFound, $"There is nothing to sync by that name; it is one of {SyncEntities.All}.");
        var mine = connections.OfHotels(http.Caller().HotelIds).ToList();
        if (mine.Count == 0)
            return Problem.Of(StatusCodes.Status404NotFound, $"No hotel of this key is connected to {descriptor.Name}. One that was connected a moment ago is served within seconds.");
        if (mine.Count > 1)
            return Problem.Invalid("x-hotel-slug", $"Several hotels of this key are connected to {descriptor.Name}; the header x-hotel-slug says which is meant.");
        if (!mine[0].Reads(kind))
            return Problem.Invalid("entity", $"{descriptor.Name} does not list {entity}; it lists {SyncEntities.Those(mine[0].Reads)}.");
        if (!mine[0].Syncs(kind))
            return NotSynced(mine[0].Entities.Refusal(kind));
        if (kind == EntityKind.Availability && body.Since is not null)
            return Problem.Invalid("since", "Availability has no time of change: the coming nights are read whole.");
        if (body.Limit is < 1)
            return Problem.Invalid("limit", "It must be at least 1.");
        if (!TryReadSince(body.Since, mine[0].HotelSettings.TimeZone, out var since))
            return Problem.Invalid("since", "It must be an ISO 8601 instant with offset, or a date as yyyy-MM-dd.");
        if (since > time.GetUtcNow())
            return Problem.Invalid("since", "It lies in the future.");

        if (ModeProblem(body, kind, mine[0]) is { } wrong)
            return wrong;

        var scope = kind == EntityKind.Availability ? window.ScopeAt(time.GetUtcNow(), mine[0].HotelSettings.TimeZone) with { Limit = body.Limit } : new SyncRunScope
        {
            Entity = kind,
            Mode = body.Mode is Reconcile ? SyncMode.Reconcile : since is null ? SyncMode.Full : SyncMode.ModifiedSince,
            Since = since,
            Limit = body.Limit,
            Force = body.Force is true ? true : null,
        };
        var id = await runs.EnqueueAsync(http.Caller(), mine[0].Id, mine[0].Hotel.Id, scope, http.CorrelationId(), cancellationToken);
        signals.WorkArrived(mine[0].Id);

        var run = await WaitAsync(runs, signals, http.Caller(), id, time, cancellationToken);
        var answer = AnswerOf(run, descriptor.Slug, time);
        return run.Ended ? TypedResults.Ok(answer) : TypedResults.Accepted(answer.Address, answer);
    }

    private static ProblemHttpResult NotSynced(string reason)
    {
        var problem = Problem.Of(StatusCodes.Status422UnprocessableEntity, $"{char.ToUpperInvariant(reason[0])}{reason[1..]}.");
        problem.ProblemDetails.Extensions["setting"] = SyncedEntities.Setting;
        return problem;
    }

    /// <summary>A reconciliation reads everything: a part of it would look like a hotel that lost the rest.</summary>
    private static ProblemHttpResult? ModeProblem(SyncRequest body, EntityKind entity, BoundConnection connection) => body switch
    {
        { Mode: not (null or "full" or Reconcile) } => Problem.Invalid("mode", "It must be full or reconcile."),
        { Mode: not null, Since: not null } => Problem.Invalid("since", "It goes without mode: with it, what changed is read."),
        { Mode: Reconcile, Limit: not null } => Problem.Invalid("limit", "A reconciliation reads everything."),
        { Mode: not Reconcile, Force: true } => Problem.Invalid("force", "It goes with mode reconcile only."),
        { Mode: Reconcile } when !connection.ListsWhole(entity) =>
            Problem.Invalid("entity", $"{connection.Descriptor.Name} has no list of {entity} records by themselves, by which missing ones could be told."),
        _ => null,
    };

    private static async Task<Results<Ok<SyncRunView>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext http, SyncRunStore runs, ConnectorDescriptor descriptor, CancellationToken cancellationToken) =>
        await runs.FindAsync(http.Caller(), id, cancellationToken) is { } run
            ? TypedResults.Ok(run.View(descriptor.Slug))
            : Problem.NotFound("sync run");

    private static async Task<Ok<IReadOnlyList<SyncRunView>>> ListAsync(
        HttpContext http, SyncRunStore runs, ConnectorDescriptor descriptor, CancellationToken cancellationToken, [FromQuery] int limit = 50)
    {
        var recent = await runs.RecentAsync(http.Caller(), Math.Clamp(limit, 1, 200), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SyncRunView>>([.. recent.Select(run => run.View(descriptor.Slug))]);
    }

    private static async Task<SyncRun> WaitAsync(
        SyncRunStore runs, RunSignals signals, CallerIdentity caller, Guid id, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            // The signal is registered before the look, so that an end in between is not missed.
            var move = signals.WaitForMoveAsync(id, TimeSpan.FromSeconds(1), cancellationToken);
            var run = await runs.FindAsync(caller, id, cancellationToken) ?? throw new InvalidOperationException($"Run {id} has vanished.");
            if (run.Ended || time.GetElapsedTime(began) >= LongestWait)
                return run;
            await move;
        }
    }

    private static SyncAnswer AnswerOf(SyncRun run, string vendor, TimeProvider time) => new()
    {
        Success = run.State != SyncRunState.Failed,
        SyncLogId = run.Id,
        Summary = new SyncSummary
        {
            Processed = run.Counts.Processed,
            Failed = run.Counts.Failed,
            Duration = run.StartedAt is { } startedAt ? (long)((run.EndedAt ?? time.GetUtcNow()) - startedAt).TotalMilliseconds : 0,
        },
        Progress = run.Ended ? null : run.Mark.View(run.State),
        Address = run.Ended ? null : $"/api/pms/sync/{vendor}/runs/{run.Id}",
    };

    private static bool TryReadSince(string? text, TimeZoneInfo zone, out DateTimeOffset? since)
    {
        since = null;
        if (text is null)
            return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year > 1900)
        {
            since = HotelTime.InstantOf(date, TimeOnly.MinValue, zone);
            return true;
        }

        // Without an offset nobody knows which instant is meant.
        var zoned = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        if (!zoned || !text.Contains('T', StringComparison.Ordinal)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            || instant.Year <= 1900)
            return false;

        since = instant;
        return true;
    }
}
