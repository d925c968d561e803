namespace PmsPlatform.Connections.Access.SignIn;

/// <summary><c>POST /api/auth/logout</c>: ends the sign-in of a refresh token, with all its tokens. Says the same whether there was one.</summary>
internal static class Logout
{
    public static void Map(RouteGroupBuilder auth) => auth.MapPost("/logout", HandleAsync)
        .WithName("Logout").WithSummary("Ends a sign-in: its tokens are refused within five seconds.");

    private static async Task<IResult> HandleAsync(RefreshRequest body, Tickets tickets, Sessions sessions, CancellationToken cancellationToken)
    {
        if (tickets.OfRefresh(body.RefreshToken) is { } ticket)
            await sessions.EndAsync(ticket.SessionId, cancellationToken);
        return TypedResults.NoContent();
    }
}
