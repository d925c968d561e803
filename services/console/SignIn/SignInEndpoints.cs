using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PmsPlatform.Console.Gateway;

namespace PmsPlatform.Console.SignIn;

/// <summary>Signing in with e-mail and password or with an API key, and out.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";

    private const int LongestKey = 200;
    private const int LongestEmail = 254;
    private const int LongestPassword = 256;

    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet(Path, ([FromQuery] string? to) => Page(to, problem: null)).AllowAnonymous();
        app.MapPost(Path, EnterAsync).AllowAnonymous();
        app.MapPost("/sign-out", LeaveAsync).RequireAuthorization();
        app.MapJoining();
    }

    private static async Task<IResult> EnterAsync(
        HttpContext http, SignInApi api, TimeProvider time, [FromForm] string? email, [FromForm] string? password, [FromForm] string? key, [FromForm] string? to,
        CancellationToken cancellationToken) => string.IsNullOrWhiteSpace(email)
            ? await WithKeyAsync(http, api, key?.Trim(), to, cancellationToken)
            : await WithPasswordAsync(http, api, time, email.Trim(), password ?? "", to, cancellationToken);

    private static async Task<IResult> WithKeyAsync(HttpContext http, SignInApi api, string? key, string? to, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key) || key.Length > LongestKey || key.Any(symbol => symbol is < '!' or > '~'))
            return Page(to, "Enter e-mail and password, or an API key: letters, digits and signs without spaces.", StatusCodes.Status400BadRequest);

        var known = await api.MeAsync(Credential.Key(key), cancellationToken);
        if (known.Status is HttpStatusCode.Unauthorized)
            return Page(to, "The gateway does not know this key.", StatusCodes.Status401Unauthorized);
        if (known.Problem is { } problem)
            return Page(to, problem, StatusCodes.Status503ServiceUnavailable);

        return await InAsync(http, Operator.WithKey(key, known.Value), to);
    }

    private static async Task<IResult> WithPasswordAsync(
        HttpContext http, SignInApi api, TimeProvider time, string email, string password, string? to, CancellationToken cancellationToken)
    {
        if (email.Length > LongestEmail || password.Length is 0 or > LongestPassword)
            return Page(to, "Enter e-mail and password.", StatusCodes.Status400BadRequest);

        var answer = await api.LoginAsync(email, password, cancellationToken);
        if (answer.Value is not { } tokens)
            return Page(to, answer.Problem, answer.Status is { } status ? (int)status : StatusCodes.Status503ServiceUnavailable);

        return await WithTokensAsync(http, api, time, tokens, to, cancellationToken) ?? Page(to, "The gateway does not answer. Try again in a moment.", StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Signs in with tokens that the gateway gave; null when it then does not say whose they are.</summary>
    public static async Task<IResult?> WithTokensAsync(
        HttpContext http, SignInApi api, TimeProvider time, Tokens tokens, string? to, CancellationToken cancellationToken)
    {
        var me = await api.MeAsync(Credential.Token(tokens.AccessToken), cancellationToken);
        return me.Value is null ? null : await InAsync(http, Operator.WithTokens(tokens, time.GetUtcNow(), me.Value), to);
    }

    private static async Task<IResult> InAsync(HttpContext http, ClaimsPrincipal who, string? to)
    {
        await http.SignInAsync(who);
        return Results.LocalRedirect(Inside(to));
    }

    private static async Task<IResult> LeaveAsync(HttpContext http, IAntiforgery antiforgery, SignInApi api, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Results.BadRequest();

        // Tokens end with the sign-in; a key goes on being one.
        if (http.User.RefreshToken() is { } token)
            await api.LogoutAsync(token, cancellationToken);
        await http.SignOutAsync();
        return Results.LocalRedirect(Path);
    }

    private static RazorComponentResult<Pages.SignInPage> Page(string? to, string? problem, int status = StatusCodes.Status200OK) =>
        new(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Pages.SignInPage.To)] = Inside(to), [nameof(Pages.SignInPage.Problem)] = problem }) { StatusCode = status };

    /// <summary>Only an address of this site: a link to the sign-in must not lead away from it.</summary>
    private static string Inside(string? to) => to is ['/', not ('/' or '\\'), ..] or "/" ? to : "/";
}
