using Microsoft.AspNetCore.Identity;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>What changes a password.</summary>
internal sealed record PasswordChange
{
    public required string CurrentPassword { get; init; }

    public required string Password { get; init; }
}

/// <summary><c>POST /api/auth/password</c>: a new password for the old one. Every sign-in of the user ends; the answer begins a new one.</summary>
internal static partial class ChangePassword
{
    public static void Map(RouteGroupBuilder auth) => auth.MapPost("/password", HandleAsync)
        .WithName("ChangePassword").WithSummary("A new password for the one in use; ends every sign-in of the user and begins a new one.");

    private static async Task<IResult> HandleAsync(
        PasswordChange body, HttpContext http, UserManager<AccessUser> users, PasswordCheck check, AttemptLimits limits, Sessions sessions, AccessContext context,
        ILogger<PasswordChange> logger, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (caller is not { Kind: CallerKind.User, Id: { } id } || await users.FindByIdAsync(id) is not { } user)
            return Problem.Unauthorised();
        if (!limits.TryCount(user.NormalizedUserName ?? "", caller.Address))
            return Problem.TooManyRequests(AttemptLimits.Wait);
        if (body.CurrentPassword.Length > Login.LongestPassword || !await check.IsRightAsync(user, body.CurrentPassword, cancellationToken))
            return Problem.Of(StatusCodes.Status401Unauthorized, "The password in use is another one, or the account is locked for some minutes.");

        // A new stamp comes with the new password: tokens made before do not fit it any more.
        if (PasswordRules.ProblemOf(await users.ChangePasswordAsync(user, body.CurrentPassword, body.Password)) is { } refused)
            return refused;

        await sessions.EndAllAsync(user.Id, cancellationToken);
        var session = sessions.Begin(user, caller.Address);
        await context.SaveChangesAsync(cancellationToken);
        Log.Changed(logger, user.Id, http.CorrelationId());
        return Tickets.Answer(user, session.SessionId, generation: 0);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{User} has a new password ({CorrelationId})")]
        public static partial void Changed(ILogger logger, string user, string correlationId);
    }
}
