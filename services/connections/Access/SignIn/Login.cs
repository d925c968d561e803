using Microsoft.AspNetCore.Identity;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>What signs in.</summary>
internal sealed record LoginRequest
{
    public required string Email { get; init; }

    public required string Password { get; init; }
}

/// <summary>
/// <c>POST /api/auth/login</c>. An unknown address, a wrong password, a locked and a disabled account get the same answer after the same work: one hash.
/// </summary>
internal static partial class Login
{
    public const int LongestPassword = 256;

    public static void Map(RouteGroupBuilder auth) => auth.MapPost("/login", HandleAsync)
        .WithName("Login").WithSummary("Signs in with e-mail and password: an access token for minutes, a refresh token for days.");

    private static async Task<IResult> HandleAsync(
        LoginRequest body, HttpContext http, UserManager<AccessUser> users, PasswordCheck check, AttemptLimits limits, Sessions sessions, AccessContext context,
        AuditLog audit, TimeProvider time, ILogger<LoginRequest> logger, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (!limits.TryCount(users.NormalizeName(body.Email) ?? "", caller.Address))
            return Problem.TooManyRequests(AttemptLimits.Wait);

        var user = EmailForm.IsUsable(body.Email) && body.Password.Length <= LongestPassword ? await users.FindByNameAsync(body.Email) : null;
        if (!await check.IsRightAsync(user, body.Password, cancellationToken) || user is null)
        {
            await audit.WriteAsync(Entry("sign-in.failed") with { Outcome = AuditOutcome.Failed }, cancellationToken);
            Log.Failed(logger, user?.Id ?? "-", caller.Address ?? "-", http.CorrelationId());
            return Problem.Of(StatusCodes.Status401Unauthorized, "E-mail or password is wrong, or the account is locked for some minutes.");
        }

        var session = sessions.Begin(user, caller.Address);
        context.Add(AuditIntake.Of(Entry("sign-in.succeeded") with { Actor = new AuditActor(nameof(CallerKind.User), user.Id, user.Id) }));
        await context.SaveChangesAsync(cancellationToken);
        Log.Succeeded(logger, user.Id, caller.Address ?? "-", http.CorrelationId());
        return Tickets.Answer(user, session.SessionId, generation: 0);

        // Of an address that nobody has, no more is known than where it was tried from.
        AuditEntry Entry(string action) => http.Audit(time, action, user is null ? "user -" : $"user {user.Id}") with { OrganizationId = user?.OrganizationId };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{User} signed in from {Address} ({CorrelationId})")]
        public static partial void Succeeded(ILogger logger, string user, string address, string correlationId);

        [LoggerMessage(2, LogLevel.Warning, "A sign-in from {Address} failed, for user {User} ({CorrelationId})")]
        public static partial void Failed(ILogger logger, string user, string address, string correlationId);
    }
}
