using Microsoft.EntityFrameworkCore;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>What makes a user of an invitation.</summary>
internal sealed record InvitationAcceptance
{
    public required string Token { get; init; }

    public required string Password { get; init; }

    public string? Name { get; init; }
}

/// <summary><c>POST /api/auth/invitations/accept</c>: whoever holds the token chooses a password and is signed in.</summary>
internal static partial class AcceptInvitation
{
    private const int LongestName = 200;

    public static void Map(RouteGroupBuilder auth) => auth.MapPost("/invitations/accept", HandleAsync)
        .WithName("AcceptInvitation").WithSummary("Makes a user of an invitation and signs him in.");

    private static async Task<IResult> HandleAsync(
        InvitationAcceptance body, HttpContext http, Newcomers newcomers, AttemptLimits limits, AccessContext context, TimeProvider time,
        ILogger<InvitationAcceptance> logger, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        var hash = Secret.HashOf(body.Token);
        if (!limits.TryCount(Convert.ToHexString(hash), caller.Address))
            return Problem.TooManyRequests(AttemptLimits.Wait);
        if (body.Name is { Length: 0 or > LongestName })
            return Problem.Invalid("$.name", $"is empty or has more than {LongestName} characters.");

        var now = time.GetUtcNow();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // The row is held: of two who accept at once the second finds it accepted.
        var invitation = await context.Invitations
            .FromSql($"SELECT * FROM invitation WHERE token_hash = {hash} FOR UPDATE")
            .SingleOrDefaultAsync(one => one.AcceptedAt == null && one.ExpiresAt > now, cancellationToken);
        if (invitation is null)
            return Problem.NotFound("invitation");

        invitation.AcceptedAt = now;
        var user = new AccessUser
        {
            Id = AccessUser.NewId(),
            UserName = invitation.UserName,
            Name = body.Name,
            OrganizationId = invitation.OrganizationId,
            CreatedAt = now,
            LockoutEnabled = true,
        };
        var (answer, isDone) = await newcomers.TakeInAsync(user, body.Password, invitation.Role, invitation.HotelId, invitation.InvitedBy, caller.Address, cancellationToken);
        if (!isDone)
            return answer;

        await transaction.CommitAsync(cancellationToken);
        Log.Accepted(logger, user.Id, invitation.InvitationId, caller.Address ?? "-", http.CorrelationId());
        return answer;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{User} accepted invitation {Invitation} from {Address} ({CorrelationId})")]
        public static partial void Accepted(ILogger logger, string user, Guid invitation, string address, string correlationId);
    }
}
