using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>Makes a user with a first role and a first sign-in.</summary>
internal sealed class Newcomers(UserManager<AccessUser> users, Sessions sessions, AccessContext context, TimeProvider time)
{
    /// <summary>Runs within the caller's transaction. The user's answer with tokens, or the problem.</summary>
    /// <param name="user">The user, without a password yet.</param>
    /// <param name="password">The password.</param>
    /// <param name="role">The first role.</param>
    /// <param name="hotelId">Where; null for the whole organisation.</param>
    /// <param name="by">Who gave the role.</param>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(IResult Answer, bool IsDone)> TakeInAsync(
        AccessUser user, string password, Role role, string? hotelId, string by, string? address, CancellationToken cancellationToken)
    {
        var made = await MakeAsync(user, password);
        if (made.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.DuplicateUserName)))
            return (Problem.Conflict("There is a user with this e-mail address."), false);
        if (PasswordRules.ProblemOf(made) is { } refused)
            return (refused, false);

        context.RoleGrants.Add(new RoleGrant
        {
            UserId = user.Id,
            OrganizationId = user.OrganizationId,
            HotelId = hotelId,
            Role = role,
            GrantedBy = by,
            GrantedAt = time.GetUtcNow(),
        });
        var session = sessions.Begin(user, address);
        await context.SaveChangesAsync(cancellationToken);
        return (Tickets.Answer(user, session.SessionId, generation: 0), true);
    }

    // Of two who come at the same time with one address, the table lets in the first.
    private async Task<IdentityResult> MakeAsync(AccessUser user, string password)
    {
        try
        {
            return await users.CreateAsync(user, password);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "access_user_once" })
        {
            return IdentityResult.Failed(new IdentityError { Code = nameof(IdentityErrorDescriber.DuplicateUserName) });
        }
    }
}
