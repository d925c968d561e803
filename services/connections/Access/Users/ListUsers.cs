using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Users;

/// <summary>Looking at users.</summary>
internal static class ListUsers
{
    public static void Map(RouteGroupBuilder users)
    {
        users.MapGet("", ListAsync).RequirePermission(Permission.ManageAccess).WithName("ListUsers").WithSummary("Users with their roles, oldest first.");
        users.MapGet("/{id}", FindAsync).RequirePermission(Permission.ManageAccess).WithName("GetUser").WithSummary("One user.");
        users.MapGet("/me", MeAsync).OpenTo("every caller: it tells him of himself").WithName("GetMe").WithSummary("Who is calling and what he may do.");
    }

    private static async Task<Results<Ok<Page<UserView>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AccessContext context, TimeProvider time, CancellationToken cancellationToken, string? after = null, int? limit = null)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;

        var caller = http.Caller();
        var rows = await context.To(caller).AsNoTracking().Where(user => user.Id.CompareTo(after) > 0).OrderBy(user => user.Id).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        var shown = rows.Take(limit.Value).ToList();
        var ids = shown.Select(user => user.Id).ToList();
        var grants = await context.GrantsTo(caller).AsNoTracking().Where(grant => ids.Contains(grant.UserId)).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, user => user.Id, user => UserView.Of(user, grants, time.GetUtcNow())));
    }

    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> FindAsync(
        string id, HttpContext http, AccessContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (await context.To(caller).AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is not { } user)
            return Problem.NotFound("user");

        var grants = await context.GrantsTo(caller).AsNoTracking().Where(grant => grant.UserId == id).ToListAsync(cancellationToken);
        return TypedResults.Ok(UserView.Of(user, grants, time.GetUtcNow()));
    }

    private static async Task<Ok<CallerView>> MeAsync(HttpContext http, AccessContext context, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        var user = caller.Kind is CallerKind.User ? await context.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == caller.Id, cancellationToken) : null;
        return TypedResults.Ok(new CallerView
        {
            Kind = caller.Kind.ToString(),
            Id = caller.Id,
            Email = user?.UserName,
            Name = user?.Name ?? (caller.Kind is CallerKind.ApiKey ? caller.Subject : null),
            OrganizationId = caller.OrganizationId,
            OrganizationPermissions = Permissions.NamesOf(caller.OrganizationGrant),
            Hotels = [.. caller.HotelIds.Select(hotel => new HotelPermissions(hotel, Permissions.NamesOf(caller.At(hotel))))],
        });
    }
}
