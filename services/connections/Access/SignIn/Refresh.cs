using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>What asks for new tokens, or ends a sign-in.</summary>
internal sealed record RefreshRequest
{
    public required string RefreshToken { get; init; }
}

/// <summary><c>POST /api/auth/refresh</c>: new tokens for a refresh token, which is good once.</summary>
internal static class Refresh
{
    private const int LongestToken = 4096;

    public static void Map(RouteGroupBuilder auth) => auth.MapPost("/refresh", HandleAsync)
        .WithName("RefreshTokens").WithSummary("New tokens for a refresh token; each is good once.");

    private static async Task<IResult> HandleAsync(RefreshRequest body, Tickets tickets, Sessions sessions, CancellationToken cancellationToken) =>
        body.RefreshToken.Length <= LongestToken
        && tickets.OfRefresh(body.RefreshToken) is { } ticket
        && await sessions.GoOnAsync(ticket, cancellationToken) is var (user, generation)
            ? Tickets.Answer(user, ticket.SessionId, generation)
            : Problem.Unauthorised();
}
