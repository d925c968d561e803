using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Users;

/// <summary>The users a caller may know of: those of his organisation, for whoever is bound to hotels those with a role at one of them.</summary>
internal static class VisibleUsers
{
    public static IQueryable<AccessUser> To(this AccessContext context, CallerIdentity caller)
    {
        var own = context.Users.Where(user => user.OrganizationId == caller.OrganizationId);
        var grants = context.GrantsTo(caller);
        return caller.MayInOrganization(Permission.ManageAccess) ? own : own.Where(user => grants.Any(grant => grant.UserId == user.Id));
    }

    /// <summary>The roles a caller may know of.</summary>
    public static IQueryable<RoleGrant> GrantsTo(this AccessContext context, CallerIdentity caller)
    {
        var own = context.RoleGrants.Where(grant => grant.OrganizationId == caller.OrganizationId);
        List<string?> hotels = [.. caller.HotelIds];
        return caller.MayInOrganization(Permission.ManageAccess) ? own : own.Where(grant => hotels.Contains(grant.HotelId));
    }
}
