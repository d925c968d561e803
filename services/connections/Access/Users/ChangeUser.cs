using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Users;

/// <summary>All roles of a user at the places the caller manages: what is missing is taken away.</summary>
internal sealed record RolesRequest
{
    public required IReadOnlyList<RoleAt> Roles { get; init; }
}

/// <summary>Changing what a user is, and ending his access. Effective at the gateway within five seconds.</summary>
internal static partial class ChangeUser
{
    private const int MostRoles = 500;

    public static void Map(RouteGroupBuilder users)
    {
        users.MapPut("/{id}/roles", ChangeRolesAsync).RequirePermission(Permission.ManageAccess).WithName("ChangeRoles").WithSummary("Sets a user's roles at the caller's hotels.");
        users.MapDelete("/{id}", DisableAsync).RequirePermission(Permission.ManageAccess).WithName("DisableUser").WithSummary("Ends a user's access: no role, no sign-in.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeRolesAsync(
        string id, RolesRequest body, HttpContext http, AccessContext context, Givers givers, HotelsInReach hotels, TimeProvider time, ILogger<RolesRequest> logger,
        CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (ProblemOf(body) is { } unusable)
            return unusable;
        if (!await hotels.HoldAsync(caller, body.Roles.Select(role => role.HotelId).OfType<string>(), cancellationToken))
            return Problem.NotFound("hotel");

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await HeldAsync(id, caller, context, cancellationToken) is not { } user)
            return Problem.NotFound("user");

        var now = await context.GrantsTo(caller).Where(grant => grant.UserId == id).ToListAsync(cancellationToken);
        var wanted = body.Roles.ToDictionary(role => role.HotelId ?? "", role => role.Role, StringComparer.Ordinal);
        var gone = now.Where(grant => !wanted.TryGetValue(grant.HotelId ?? "", out var role) || role != grant.Role).ToList();
        var come = body.Roles.Where(role => !now.Any(grant => grant.HotelId == role.HotelId && grant.Role == role.Role)).ToList();
        foreach (var (role, hotelId) in gone.Select(grant => (grant.Role, grant.HotelId)).Concat(come.Select(role => (role.Role, role.HotelId))))
        {
            if (!await givers.MayGiveAsync(caller, role, hotelId, cancellationToken))
                return Problem.Forbidden("Nobody gives or takes a role that may do more than he may, and only an owner makes and unmakes owners.");
        }

        context.RoleGrants.RemoveRange(gone);
        await context.SaveChangesAsync(cancellationToken);
        context.RoleGrants.AddRange(come.Select(role => new RoleGrant
        {
            UserId = id,
            OrganizationId = user.OrganizationId,
            HotelId = role.HotelId,
            Role = role.Role,
            GrantedBy = caller.Id ?? caller.Subject,
            GrantedAt = time.GetUtcNow(),
        }));
        await context.SaveChangesAsync(cancellationToken);
        if (gone.Any(grant => grant.Role is Role.Owner) && !await IsOwnedAsync(user.OrganizationId, context, cancellationToken))
            return Problem.Conflict("The organisation would have no owner. Make another one first.");

        await transaction.CommitAsync(cancellationToken);
        Log.Changed(logger, caller.Subject, id, come.Count, gone.Count, http.CorrelationId());
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DisableAsync(
        string id, HttpContext http, AccessContext context, Givers givers, UserManager<AccessUser> users, Sessions sessions, ILogger<RolesRequest> logger,
        CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await HeldAsync(id, caller, context, cancellationToken) is not { } user)
            return Problem.NotFound("user");
        if (!caller.MayInOrganization(Permission.ManageAccess))
            return Problem.Forbidden("The user belongs to the organisation. Take away the roles at your hotels instead.");

        var grants = await context.RoleGrants.Where(grant => grant.UserId == id).ToListAsync(cancellationToken);
        foreach (var grant in grants)
        {
            if (!await givers.MayGiveAsync(caller, grant.Role, grant.HotelId, cancellationToken))
                return Problem.Forbidden("Only an owner makes and unmakes owners.");
        }

        context.RoleGrants.RemoveRange(grants);
        user.IsDisabled = true;
        await users.UpdateSecurityStampAsync(user);
        await sessions.EndAllAsync(id, cancellationToken);
        if (!await IsOwnedAsync(user.OrganizationId, context, cancellationToken))
            return Problem.Conflict("The organisation would have no owner. Make another one first.");

        await transaction.CommitAsync(cancellationToken);
        Log.Disabled(logger, caller.Subject, id, http.CorrelationId());
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult? ProblemOf(RolesRequest body)
    {
        if (body.Roles.Count > MostRoles || body.Roles.DistinctBy(role => role.HotelId, StringComparer.Ordinal).Count() != body.Roles.Count)
            return Problem.Invalid("$.roles", $"names a place twice, or has more than {MostRoles} entries.");
        return body.Roles.Any(role => !Enum.IsDefined(role.Role) || (role.Role is Role.Owner && role.HotelId is not null))
            ? Problem.Invalid("$.roles", "has no role, or one of the whole organisation at a hotel.")
            : null;
    }

    /// <summary>The user, whose row is held: changes of one user's roles, and of who is the last owner, come one after the other.</summary>
    private static async Task<AccessUser?> HeldAsync(string id, CallerIdentity caller, AccessContext context, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('pms-roles'), hashtext({caller.OrganizationId}))", cancellationToken);
        return await context.To(caller).SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
    }

    private static Task<bool> IsOwnedAsync(string organization, AccessContext context, CancellationToken cancellationToken) =>
        context.RoleGrants.AnyAsync(grant => grant.OrganizationId == organization && grant.Role == Role.Owner, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Caller} changed the roles of {User}: {Come} given, {Gone} taken ({CorrelationId})")]
        public static partial void Changed(ILogger logger, string caller, string user, int come, int gone, string correlationId);

        [LoggerMessage(2, LogLevel.Information, "{Caller} ended the access of {User} ({CorrelationId})")]
        public static partial void Disabled(ILogger logger, string caller, string user, string correlationId);
    }
}
