using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Vendors;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Links;

/// <summary>A feed's schedule as it is shown.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Enabled">False when it is off.</param>
/// <param name="OnDemand">Read when somebody asks, never by the clock.</param>
/// <param name="Cron">Five fields in hotel time.</param>
/// <param name="LookAheadDays">How many days after today are read too; null for the connector's default.</param>
/// <param name="TimeZone">The hotel's zone, in which <paramref name="Cron"/> is meant.</param>
/// <param name="NextRuns">When it is read next, UTC; empty when it is not.</param>
internal sealed record ScheduleView(
    string Feed, bool Enabled, bool OnDemand, string Cron, int? LookAheadDays, string TimeZone, IReadOnlyList<DateTimeOffset> NextRuns)
{
    private const int Previewed = 5;

    public static ScheduleView Of(Schedule schedule, string timeZone, DateTimeOffset now) => new(
        schedule.Feed, schedule.IsEnabled, schedule.IsOnDemand, schedule.Cron, schedule.LookAheadDays, timeZone,
        schedule is { IsEnabled: true, IsOnDemand: false }
            ? HotelCron.Parse(schedule.Cron, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).Next(now, Previewed)
            : []);
}

/// <summary><c>/api/admin/pms/configuration/{id}/schedules</c>.</summary>
internal static class ScheduleEndpoints
{
    private const string Address = "/api/admin/pms/configuration/{id}/schedules";

    public static void MapSchedules(this IEndpointRouteBuilder app)
    {
        app.MapGroup(Address).RequirePermission(Permission.ViewData)
            .MapGet("", ListAsync).WithName("ListSchedules").WithSummary("Every feed of a connection with its next runs.");
        app.MapGroup(Address).RequirePermission(Permission.ManageConnections)
            .MapPut("/{feed}", SaveAsync).WithName("SaveSchedule").WithSummary("Changes when a feed is read. Heeds If-Match.");
    }

    private static async Task<Results<Ok<IReadOnlyList<ScheduleView>>, ProblemHttpResult>> ListAsync(
        string id, HttpContext http, RegistryContext registry, VendorCatalogue vendors, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await Configuration.LinkAsync(id, http, Permission.ViewData, registry, cancellationToken) is not { } link)
            return Problem.NotFound("connection");

        var zone = await ZoneAsync(link, registry, cancellationToken);
        var vendor = await vendors.FindAsync(link.Vendor, cancellationToken);
        var usual = (vendor?.Feeds ?? []).Where(feed => !link.Schedules.Exists(schedule => string.Equals(schedule.Feed, feed.Name, StringComparison.Ordinal)))
            .Select(feed => new Schedule
            {
                ConnectionId = id,
                Feed = feed.Name,
                Cron = feed.Cron.Length > 0 ? feed.Cron : ScheduleWriter.Nightly,
                IsOnDemand = feed.Cron.Length == 0,
                ChangedAt = link.CreatedAt,
            });
        return TypedResults.Ok<IReadOnlyList<ScheduleView>>(
            [.. link.Schedules.Concat(usual).OrderBy(schedule => schedule.Feed, StringComparer.Ordinal).Select(schedule => ScheduleView.Of(schedule, zone, time.GetUtcNow()))]);
    }

    private static async Task<Results<Ok<ScheduleView>, ProblemHttpResult>> SaveAsync(
        string id, string feed, ScheduleRequest body, HttpContext http, RegistryContext registry, VendorCatalogue vendors, LinkSaving saving, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await Configuration.LinkAsync(id, http, Permission.ManageConnections, registry, cancellationToken) is not { } link)
            return Problem.NotFound("connection");
        if (await vendors.FindAsync(link.Vendor, cancellationToken) is not { } vendor)
            return Problem.Conflict("The connector of this vendor has not run here yet.");
        var hotel = await registry.Hotels.AsNoTracking().SingleAsync(row => row.HotelId == link.HotelId, cancellationToken);
        if (ScheduleCheck.ProblemOf("$", feed, body, vendor, hotel) is { } problem)
            return problem;

        if (link.Schedules.Find(known => string.Equals(known.Feed, feed, StringComparison.Ordinal)) is { } before && EntityTag.Refusal(http, before) is { } stale)
            return stale;
        var schedule = ScheduleWriter.Set(link, feed, body, vendor, time.GetUtcNow());
        if (await saving.SaveAsync(link, http.CorrelationId(), cancellationToken) is { } refusal)
            return refusal;
        EntityTag.Tell(http, schedule);
        return TypedResults.Ok(ScheduleView.Of(schedule, hotel.TimeZone, time.GetUtcNow()));
    }

    private static Task<string> ZoneAsync(Link link, RegistryContext registry, CancellationToken cancellationToken) =>
        registry.Hotels.Where(hotel => hotel.HotelId == link.HotelId).Select(hotel => hotel.TimeZone).SingleAsync(cancellationToken);
}
