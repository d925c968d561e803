using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PmsPlatform.Console.Gateway;

namespace PmsPlatform.Console.SignIn;

/// <summary>Signing in with an API key, and out.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";

    private const int LongestKey = 200;

    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet(Path, ([FromQuery] string? to) => Page(to, problem: null)).AllowAnonymous();
        app.MapPost(Path, EnterAsync).AllowAnonymous();
        app.MapPost("/sign-out", LeaveAsync).RequireAuthorization();
    }

    private static async Task<IResult> EnterAsync(
        HttpContext http, GatewayApi gateway, [FromForm] string? key, [FromForm] string? to, CancellationToken cancellationToken)
    {
        key = key?.Trim();
        if (string.IsNullOrEmpty(key) || key.Length > LongestKey || key.Any(symbol => symbol is < '!' or > '~'))
            return Page(to, "Enter an API key: letters, digits and signs without spaces.", StatusCodes.Status400BadRequest);

        var known = await gateway.KnowsAsync(key, cancellationToken);
        if (known.Problem is { } problem)
            return Page(to, problem, StatusCodes.Status503ServiceUnavailable);
        if (!known.Value)
            return Page(to, "The gateway does not know this key.", StatusCodes.Status401Unauthorized);

        var identity = new ClaimsIdentity([new Claim(GatewayApi.KeyClaim, key)], CookieAuthenticationDefaults.AuthenticationScheme);
        await http.SignInAsync(new ClaimsPrincipal(identity));
        return Results.LocalRedirect(Inside(to));
    }

    private static async Task<IResult> LeaveAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Results.BadRequest();
        await http.SignOutAsync();
        return Results.LocalRedirect(Path);
    }

    private static RazorComponentResult<Pages.SignInPage> Page(string? to, string? problem, int status = StatusCodes.Status200OK) =>
        new(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Pages.SignInPage.To)] = Inside(to), [nameof(Pages.SignInPage.Problem)] = problem }) { StatusCode = status };

    /// <summary>Only an address of this site: a link to the sign-in must not lead away from it.</summary>
    private static string Inside(string? to) => to is ['/', not ('/' or '\\'), ..] or "/" ? to : "/";
}
