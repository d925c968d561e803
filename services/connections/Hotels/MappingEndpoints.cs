using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Hotels;

/// <summary>Which hotel a property is, as it is entered and shown.</summary>
internal sealed record MappingView
{
    /// <summary>The vendor's slug.</summary>
    public string? PmsType { get; init; }

    /// <summary>The hotelier's name for the vendor account. Default "main".</summary>
    public string? Account { get; init; }

    /// <summary>The vendor's id.</summary>
    public string? PropertyId { get; init; }

    public string? HotelId { get; init; }

    /// <summary>The connection that reads the property; null until there is one. Set by connecting.</summary>
    public string? ConnectionId { get; init; }

    public static MappingView Of(PropertyMapping mapping) => new()
    {
        PmsType = mapping.Vendor,
        Account = mapping.Account,
        PropertyId = mapping.PropertyId,
        HotelId = mapping.HotelId,
        ConnectionId = mapping.ConnectionId,
    };
}

/// <summary><c>/api/admin/pms/mappings</c>.</summary>
internal static class MappingEndpoints
{
    public static void MapMappings(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/api/admin/pms/mappings").RequirePermission(Permission.ViewData)
            .MapGet("", ListAsync).WithName("ListMappings").WithSummary("Which hotel each property of a vendor account is.");

        var change = app.MapGroup("/api/admin/pms/mappings").RequirePermission(Permission.ManageConnections);
        change.MapPut("", SaveAsync).WithName("SaveMapping").WithSummary("Maps a property to a hotel. Heeds If-Match.");
        change.MapDelete("", DeleteAsync).WithName("DeleteMapping").WithSummary("Forgets a mapping; the connection stays.");
    }

    private static async Task<Results<Ok<Page<MappingView>>, ProblemHttpResult>> ListAsync(
        string? pmsType, string? after, int? limit, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;

        var rows = await Reach.Of(http, Permission.ViewData).Of(registry.PropertyMappings.AsNoTracking())
            .Where(row => (pmsType == null || row.Vendor == pmsType) && string.Compare(row.Vendor + "/" + row.Account + "/" + row.PropertyId, after) > 0)
            .OrderBy(row => row.Vendor + "/" + row.Account + "/" + row.PropertyId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, row => $"{row.Vendor}/{row.Account}/{row.PropertyId}", MappingView.Of));
    }

    private static async Task<Results<Ok<MappingView>, ProblemHttpResult>> SaveAsync(
        MappingView body, HttpContext http, RegistryContext registry, MappingWriter writer, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(body.PmsType) || string.IsNullOrEmpty(body.PropertyId))
            return Problem.Invalid(string.IsNullOrEmpty(body.PmsType) ? "$.pmsType" : "$.propertyId", "is missing.");
        if (await Links.Configuration.HotelAsync(body.HotelId, http, registry, cancellationToken) is not { } hotel)
            return Problem.NotFound("hotel");

        var account = body.Account ?? PropertyMapping.MainAccount;
        var mapping = await writer.FindAsync(hotel.OrganizationId, body.PmsType, account, body.PropertyId, cancellationToken);
        if (mapping is null)
            registry.Add(mapping = writer.New(hotel.OrganizationId, body.PmsType, account, body.PropertyId, hotel.HotelId, connectionId: null));
        else if (EntityTag.Refusal(http, mapping) is { } stale)
            return stale;
        else if (!string.Equals(mapping.HotelId, hotel.HotelId, StringComparison.Ordinal))
            (mapping.HotelId, mapping.ConnectionId) = (hotel.HotelId, null);

        if (await registry.TrySaveAsync(cancellationToken) is { } problem)
            return problem;
        EntityTag.Tell(http, mapping);
        return TypedResults.Ok(MappingView.Of(mapping));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string pmsType, string propertyId, string? account, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        var name = account ?? PropertyMapping.MainAccount;
        var mapping = await Reach.Of(http, Permission.ManageConnections).Of(registry.PropertyMappings)
            .FirstOrDefaultAsync(row => row.Vendor == pmsType && row.Account == name && row.PropertyId == propertyId, cancellationToken);
        if (mapping is null)
            return Problem.NotFound("mapping");

        registry.Remove(mapping);
        return await registry.TrySaveAsync(cancellationToken) is { } problem ? problem : TypedResults.NoContent();
    }
}
