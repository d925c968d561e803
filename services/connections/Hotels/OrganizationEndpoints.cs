using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Hotels;

/// <summary>An organisation as it is entered and shown.</summary>
internal sealed record OrganizationView(string? Id, string? Name);

/// <summary><c>/api/admin/organization</c>: the caller's own. Organisations are made with their first owner, see <c>Access/</c>.</summary>
internal static class OrganizationEndpoints
{
    private const int MostCharacters = 200;

    public static void MapOrganization(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/api/admin/organization").RequirePermission(Permission.ViewData)
            .MapGet("", FindAsync).WithName("GetOrganization").WithSummary("The caller's organisation.");
        app.MapGroup("/api/admin/organization").RequirePermission(Permission.ManageHotel)
            .MapPut("", ChangeAsync).WithName("ChangeOrganization").WithSummary("Renames the caller's organisation. Heeds If-Match.");
    }

    private static async Task<Results<Ok<OrganizationView>, ProblemHttpResult>> FindAsync(HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (await RowAsync(http, registry, cancellationToken) is not { } organization)
            return Problem.NotFound("organization");
        EntityTag.Tell(http, organization);
        return TypedResults.Ok(new OrganizationView(organization.OrganizationId, organization.Name));
    }

    private static async Task<Results<Ok<OrganizationView>, ProblemHttpResult>> ChangeAsync(
        OrganizationView body, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (!http.Caller().MayInOrganization(Permission.ManageHotel) || await RowAsync(http, registry, cancellationToken) is not { } organization)
            return Problem.NotFound("organization");
        if (string.IsNullOrWhiteSpace(body.Name) || body.Name.Length > MostCharacters)
            return Problem.Invalid("$.name", $"must have 1 to {MostCharacters} characters.");
        if (EntityTag.Refusal(http, organization) is { } stale)
            return stale;

        organization.Name = body.Name;
        if (await registry.TrySaveAsync(cancellationToken) is { } problem)
            return problem;
        EntityTag.Tell(http, organization);
        return TypedResults.Ok(new OrganizationView(organization.OrganizationId, organization.Name));
    }

    private static Task<Organization?> RowAsync(HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        var own = http.Caller().OrganizationId;
        return registry.Organizations.SingleOrDefaultAsync(organization => organization.OrganizationId == own, cancellationToken);
    }
}
