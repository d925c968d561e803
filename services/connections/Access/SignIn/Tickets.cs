using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>What a token says: who, in which sign-in, since which password, after how many refreshes.</summary>
internal sealed record Ticket(string UserId, Guid SessionId, string Stamp, int Generation, DateTimeOffset ExpiresAt);

/// <summary>Makes and reads the framework's bearer tokens: a short access token and a refresh token, both sealed.</summary>
internal sealed class Tickets(IOptionsMonitor<BearerTokenOptions> options, TimeProvider time)
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "pms-bearer";

    private const string UserId = "sub";
    private const string SessionId = "sid";
    private const string Stamp = "stamp";
    private const string Generation = "gen";

    /// <summary>The answer that carries both tokens.</summary>
    public static IResult Answer(AccessUser user, Guid session, int generation) => TypedResults.SignIn(
        new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(UserId, user.Id),
                new Claim(SessionId, session.ToString("N")),
                new Claim(Stamp, user.SecurityStamp ?? ""),
                new Claim(Generation, generation.ToString(CultureInfo.InvariantCulture)),
            ],
            Scheme)),
        authenticationScheme: Scheme);

    /// <summary>What an access token says; null when it is none of ours or its time is over.</summary>
    public Ticket? OfAccess(string? token) => Read(options.Get(Scheme).BearerTokenProtector, token);

    /// <summary>What a refresh token says; null when it is none of ours or its time is over.</summary>
    public Ticket? OfRefresh(string? token) => Read(options.Get(Scheme).RefreshTokenProtector, token);

    private Ticket? Read(ISecureDataFormat<AuthenticationTicket> format, string? token)
    {
        if (format.Unprotect(token) is not { Properties.ExpiresUtc: { } ends, Principal: { } principal } || ends <= time.GetUtcNow())
            return null;
        return principal.FindFirstValue(UserId) is { } user
            && Guid.TryParseExact(principal.FindFirstValue(SessionId), "N", out var session)
            && principal.FindFirstValue(Stamp) is { } stamp
            && int.TryParse(principal.FindFirstValue(Generation), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
                ? new Ticket(user, session, stamp, generation, ends)
                : null;
    }
}
