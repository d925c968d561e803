using Microsoft.EntityFrameworkCore;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>Begins, goes on with and ends sign-ins.</summary>
internal sealed class Sessions(AccessContext context, AccessOptions options, TimeProvider time)
{
    /// <summary>A refresh whose answer was lost is asked for again with the same token: within this time that is no theft.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Begins one. The caller saves.</summary>
    public Session Begin(AccessUser user, string? address)
    {
        var now = time.GetUtcNow();
        var session = new Session
        {
            UserId = user.Id,
            OrganizationId = user.OrganizationId,
            Address = address,
            CreatedAt = now,
            RefreshedAt = now,
            ExpiresAt = now + options.SessionLifetime,
        };
        context.Sessions.Add(session);
        user.LastLoginAt = now;
        return session;
    }

    /// <summary>
    /// Goes on with one. Null when it has ended, and then it is over for whoever holds its other tokens: a refresh token that was used before is in two hands.
    /// </summary>
    public async Task<(AccessUser User, int Generation)?> GoOnAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await FindUserAsync(ticket, cancellationToken) is not { } user)
            return null;

        var own = context.Sessions.Where(session => session.SessionId == ticket.SessionId && session.EndedAt == null && session.ExpiresAt > now);
        var moved = await own.Where(session => session.Generation == ticket.Generation).ExecuteUpdateAsync(
            set => set.SetProperty(session => session.Generation, session => session.Generation + 1)
                .SetProperty(session => session.RefreshedAt, now)
                .SetProperty(session => session.ExpiresAt, now + options.SessionLifetime),
            cancellationToken);
        if (moved == 1)
            return (user, ticket.Generation + 1);

        var recently = now - Grace;
        if (await own.AnyAsync(session => session.Generation == ticket.Generation + 1 && session.RefreshedAt > recently, cancellationToken))
            return (user, ticket.Generation + 1);

        await EndAsync(ticket.SessionId, cancellationToken);
        return null;
    }

    public Task EndAsync(Guid session, CancellationToken cancellationToken) => context.Sessions
        .Where(one => one.SessionId == session && one.EndedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, time.GetUtcNow()), cancellationToken);

    /// <summary>Ends all of a user's.</summary>
    public Task EndAllAsync(string userId, CancellationToken cancellationToken) => context.Sessions
        .Where(one => one.UserId == userId && one.EndedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, time.GetUtcNow()), cancellationToken);

    private Task<AccessUser?> FindUserAsync(Ticket ticket, CancellationToken cancellationToken) =>
        context.Users.SingleOrDefaultAsync(user => user.Id == ticket.UserId && user.SecurityStamp == ticket.Stamp && !user.IsDisabled, cancellationToken);
}
