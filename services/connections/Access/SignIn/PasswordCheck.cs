using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>Checks a password with one hash, whoever it is of, and counts failures towards the lock.</summary>
internal sealed class PasswordCheck(AccessContext context, IPasswordHasher<AccessUser> hasher, AccessOptions options, TimeProvider time)
{
    // Made once: hashed with the same work as everybody's.
    private static string? nobodys;

    public async Task<bool> IsRightAsync(AccessUser? user, string password, CancellationToken cancellationToken)
    {
        var nobody = user ?? new AccessUser { OrganizationId = "", CreatedAt = default };
        var verdict = hasher.VerifyHashedPassword(nobody, user?.PasswordHash ?? (nobodys ??= hasher.HashPassword(nobody, Secret.New())), password);
        if (user is null || user.IsDisabled || user.LockoutEnd > time.GetUtcNow())
            return false;

        if (verdict is PasswordVerificationResult.Failed)
        {
            await CountFailureAsync(user.Id, cancellationToken);
            return false;
        }

        user.AccessFailedCount = 0;
        return true;
    }

    /// <summary>In one statement: of many attempts at the same time every one counts.</summary>
    private Task<int> CountFailureAsync(string id, CancellationToken cancellationToken)
    {
        DateTimeOffset? until = time.GetUtcNow() + options.LockedFor;
        return context.Users.Where(user => user.Id == id).ExecuteUpdateAsync(
            set => set
                .SetProperty(user => user.LockoutEnd, user => user.AccessFailedCount + 1 >= options.MostFailures ? until : user.LockoutEnd)
                .SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount + 1 >= options.MostFailures ? 0 : user.AccessFailedCount + 1),
            cancellationToken);
    }
}
