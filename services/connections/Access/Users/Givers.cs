using Microsoft.EntityFrameworkCore;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Users;

/// <summary>Whether a caller may give or take a role at a place.</summary>
internal sealed class Givers(AccessContext context)
{
    /// <param name="caller">Who gives.</param>
    /// <param name="role">What.</param>
    /// <param name="hotelId">Where; null for the whole organisation.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> MayGiveAsync(CallerIdentity caller, Role role, string? hotelId, CancellationToken cancellationToken)
    {
        var has = hotelId is null ? caller.OrganizationGrant : caller.At(hotelId) | caller.OrganizationGrant;
        return Permissions.MayGive(has, role is Role.Owner && await IsOwnerAsync(caller, cancellationToken), role);
    }

    private async Task<bool> IsOwnerAsync(CallerIdentity caller, CancellationToken cancellationToken) =>
        caller.Kind is CallerKind.User
        && await context.RoleGrants.AnyAsync(grant => grant.UserId == caller.Id && grant.HotelId == null && grant.Role == Role.Owner, cancellationToken);
}
