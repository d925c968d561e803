using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Vendors;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Feed;

/// <summary>
/// What other services read, by long poll: <c>?revision=N&amp;wait=20</c> answers when there is another revision than N, else 304 after so many seconds.
/// Never routed by the gateway.
/// </summary>
internal static class FeedEndpoints
{
    private const int MostWait = 25;

    public static void MapFeed(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal").RequireService();
        group.MapGet("/feed/hotels", HotelsAsync).WithName("FeedHotels").WithSummary("Every hotel.");
        group.MapGet("/feed/connections", ConnectionsAsync).WithName("FeedConnections").WithSummary("Every connection of a vendor, with sealed credentials.");
        group.MapPut("/vendors/{vendor}", ReportAsync).WithName("ReportVendor").WithSummary("A connector says what its vendor needs.");
    }

    private static Task<IResult> HotelsAsync(
        long? revision, int? wait, FeedRevisions revisions, RegistryContext registry, CancellationToken cancellationToken) =>
        AnswerAsync("hotels", revision, wait, revisions, ContractsJson.Default.HotelFeedAnswer, ReadHotels(registry), cancellationToken);

    private static Task<IResult> ConnectionsAsync(
        string? vendor, long? revision, int? wait, FeedRevisions revisions, RegistryContext registry, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(vendor)
            ? Task.FromResult<IResult>(Problem.Invalid("vendor", "is missing; name the vendor's slug."))
            : AnswerAsync(
                $"connections/{vendor}", revision, wait, revisions, ContractsJson.Default.ConnectionFeedAnswer, ReadLinks(registry, vendor), cancellationToken);

    private static async Task<IResult> ReportAsync(string vendor, VendorReport report, VendorCatalogue catalogue, CancellationToken cancellationToken)
    {
        if (!string.Equals(vendor, report.Slug, StringComparison.Ordinal))
            return Problem.Invalid("$.slug", "is not the vendor of the address.");
        await catalogue.KeepAsync(report, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> AnswerAsync<T>(
        string feed, long? known, int? wait, FeedRevisions revisions, System.Text.Json.Serialization.Metadata.JsonTypeInfo<FeedAnswer<T>> json,
        Func<CancellationToken, Task<List<T>>> read, CancellationToken cancellationToken)
    {
        if (wait is < 0 or > MostWait)
            return Problem.Invalid("wait", $"must be 0 to {MostWait} seconds.");
        if (known is { } revision && await revisions.WaitAsync(feed, revision, TimeSpan.FromSeconds(wait ?? 0), cancellationToken) == revision)
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        // The revision before the items: they may be newer than it says, never older.
        var current = await revisions.ReadAsync(feed, cancellationToken);
        return TypedResults.Json(new FeedAnswer<T> { Revision = current, Items = await read(cancellationToken) }, json);
    }

    private static Func<CancellationToken, Task<List<Hotel>>> ReadHotels(RegistryContext registry) => async cancellationToken =>
        [.. (await registry.Hotels.AsNoTracking().OrderBy(hotel => hotel.HotelId).ToListAsync(cancellationToken)).Select(hotel => hotel.ToHotel())];

    private static Func<CancellationToken, Task<List<ConnectionItem>>> ReadLinks(RegistryContext registry, string vendor) => async cancellationToken =>
    [
        .. (await registry.Links.AsNoTracking().Include(link => link.Schedules).Where(link => link.Vendor == vendor).OrderBy(link => link.ConnectionId)
            .ToListAsync(cancellationToken)).Select(link => link.ToItem()),
    ];
}
