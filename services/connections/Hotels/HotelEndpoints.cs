using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Hotels;

/// <summary>A hotel as it is entered.</summary>
internal sealed record HotelRequest
{
    /// <summary>Only when it is made, and only when others know it already; else one is drawn.</summary>
    public string? Id { get; init; }

    /// <summary>Only when it is made; the caller's own when null.</summary>
    public string? OrganizationId { get; init; }

    public string? Slug { get; init; }

    public string? Name { get; init; }

    public string? TimeZone { get; init; }

    public string? Currency { get; init; }
}

/// <summary>A hotel as it is shown.</summary>
internal sealed record HotelView(
    string Id, string OrganizationId, string Slug, string Name, string TimeZone, string Currency, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    public static HotelView Of(HotelRow hotel) => new(
        hotel.HotelId, hotel.OrganizationId, hotel.Slug, hotel.Name, hotel.TimeZone, hotel.Currency, hotel.CreatedAt, hotel.ChangedAt);
}

/// <summary><c>/api/hotels</c>.</summary>
internal static class HotelEndpoints
{
    public static void MapHotels(this IEndpointRouteBuilder app)
    {
        var read = app.MapGroup("/api/hotels").RequirePermission(Permission.ViewData);
        read.MapGet("", ListAsync).WithName("ListHotels").WithSummary("Hotels, by id.");
        read.MapGet("/{id}", FindAsync).WithName("GetHotel").WithSummary("One hotel.");

        var change = app.MapGroup("/api/hotels").RequirePermission(Permission.ManageHotel);
        change.MapPost("", CreateAsync).WithName("CreateHotel").WithSummary("Makes a hotel.");
        change.MapPut("/{id}", ChangeAsync).WithName("ChangeHotel").WithSummary("Changes a hotel. Heeds If-Match.");
        change.MapDelete("/{id}", DeleteAsync).WithName("DeleteHotel").WithSummary("Deletes a hotel that was never connected. Heeds If-Match.");
    }

    private static async Task<Results<Ok<Page<HotelView>>, ProblemHttpResult>> ListAsync(
        string? after, int? limit, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;

        var rows = await Reach.Of(http, Permission.ViewData).Of(registry.Hotels.AsNoTracking())
            .Where(hotel => string.Compare(hotel.HotelId, after) > 0).OrderBy(hotel => hotel.HotelId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, hotel => hotel.HotelId, HotelView.Of));
    }

    private static async Task<Results<Ok<HotelView>, ProblemHttpResult>> FindAsync(
        string id, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (await RowAsync(id, http, Permission.ViewData, registry, cancellationToken) is not { } hotel)
            return Problem.NotFound("hotel");
        EntityTag.Tell(http, hotel);
        return TypedResults.Ok(HotelView.Of(hotel));
    }

    private static async Task<Results<Created<HotelView>, ProblemHttpResult>> CreateAsync(
        HotelRequest body, HttpContext http, RegistryContext registry, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        var organization = body.OrganizationId ?? caller.OrganizationId;
        if (organization is null || !caller.MayInOrganization(Permission.ManageHotel) || !string.Equals(organization, caller.OrganizationId, StringComparison.Ordinal))
            return Problem.NotFound("organization");

        var now = time.GetUtcNow();
        var hotel = new HotelRow
        {
            HotelId = body.Id ?? Ids.New("htl", now),
            OrganizationId = organization,
            Slug = body.Slug ?? "",
            Name = body.Name ?? "",
            TimeZone = body.TimeZone ?? "",
            Currency = body.Currency ?? "",
            CreatedAt = now,
            ChangedAt = now,
        };
        if (ProblemOf(hotel.ToHotel()) is { } problem)
            return problem;

        registry.Add(hotel);
        if (await registry.TrySaveAsync(cancellationToken) is { } refusal)
            return refusal;
        EntityTag.Tell(http, hotel);
        return TypedResults.Created($"/api/hotels/{Uri.EscapeDataString(hotel.HotelId)}", HotelView.Of(hotel));
    }

    private static async Task<Results<Ok<HotelView>, ProblemHttpResult>> ChangeAsync(
        string id, HotelRequest body, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (await RowAsync(id, http, Permission.ManageHotel, registry, cancellationToken) is not { } hotel)
            return Problem.NotFound("hotel");
        if (EntityTag.Refusal(http, hotel) is { } changed)
            return changed;

        (hotel.Slug, hotel.Name) = (body.Slug ?? hotel.Slug, body.Name ?? hotel.Name);
        (hotel.TimeZone, hotel.Currency) = (body.TimeZone ?? hotel.TimeZone, body.Currency ?? hotel.Currency);
        if ((ProblemOf(hotel.ToHotel()) ?? await registry.TrySaveAsync(cancellationToken)) is { } problem)
            return problem;
        EntityTag.Tell(http, hotel);
        return TypedResults.Ok(HotelView.Of(hotel));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (await RowAsync(id, http, Permission.ManageHotel, registry, cancellationToken) is not { } hotel)
            return Problem.NotFound("hotel");
        if (EntityTag.Refusal(http, hotel) is { } changed)
            return changed;
        if (await registry.Links.AnyAsync(link => link.HotelId == id, cancellationToken))
            return Problem.Conflict("The hotel has a connection, whose history is kept. Disconnect it instead.");

        registry.Remove(hotel);
        return await registry.TrySaveAsync(cancellationToken) is { } problem ? problem : TypedResults.NoContent();
    }

    private static Task<HotelRow?> RowAsync(string id, HttpContext http, Permission permission, RegistryContext registry, CancellationToken cancellationToken) =>
        Reach.Of(http, permission).Of(registry.Hotels).SingleOrDefaultAsync(hotel => hotel.HotelId == id, cancellationToken);

    private static ProblemHttpResult? ProblemOf(Hotel hotel) => HotelRules.Check(hotel).FirstOrDefault() is { } problem
        ? Problem.Invalid($"$.{JsonNamingPolicy.CamelCase.ConvertName(problem.Member)}", problem.Fix.Length > 0 ? problem.Fix : problem.Found)
        : null;
}
