using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using PmsPlatform.Console.Gateway;
using PmsPlatform.Contracts.Access;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Console.SignIn;

/// <summary>Whoever is signed in, as the sealed cookie keeps him: credential, name, and what he may do somewhere. The gateway decides anew at every call.</summary>
internal static class Operator
{
    /// <summary>Policy of the pages: whoever may see nothing anywhere sees none of them.</summary>
    public const string MaySee = "may-see";

    private const string PermissionClaim = "pms-permission";
    private const string RefreshClaim = "pms-refresh";
    private const string ExpiresClaim = "pms-expires";

    public static ClaimsPrincipal WithKey(string key, CallerView? me) => Principal([new Claim(Credential.KeyClaim, key)], me);

    public static ClaimsPrincipal WithTokens(Tokens tokens, DateTimeOffset now, CallerView? me) => Principal(
        [
            new Claim(Credential.TokenClaim, tokens.AccessToken),
            new Claim(RefreshClaim, tokens.RefreshToken),
            new Claim(ExpiresClaim, (now.ToUnixTimeSeconds() + tokens.ExpiresIn).ToString(CultureInfo.InvariantCulture)),
        ],
        me);

    /// <summary>Whether he may do this at one of his hotels: whether to show the button.</summary>
    public static bool May(this ClaimsPrincipal user, Permission permission) => user.HasClaim(PermissionClaim, permission.ToString());

    /// <summary>What renews his token; null when he came with a key.</summary>
    public static string? RefreshToken(this ClaimsPrincipal user) => user.FindFirstValue(RefreshClaim);

    /// <summary>Whether his token ends within a minute.</summary>
    public static bool IsDue(this ClaimsPrincipal user, DateTimeOffset now) =>
        long.TryParse(user.FindFirstValue(ExpiresClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var ends) && now.ToUnixTimeSeconds() >= ends - 60;

    private static ClaimsPrincipal Principal(IEnumerable<Claim> claims, CallerView? me)
    {
        // Without a connections service there are configured keys only, and those may do everything at their hotels.
        var permissions = me is null ? Permissions.All : Permissions.Parse(me.Hotels.SelectMany(hotel => hotel.Permissions).Concat(me.OrganizationPermissions));
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                .. claims,
                .. Permissions.NamesOf(permissions).Select(name => new Claim(PermissionClaim, name)),
                .. (me?.Name ?? me?.Email) is { Length: > 0 } name ? [new Claim(ClaimTypes.Name, name)] : (Claim[])[],
            ],
            CookieAuthenticationDefaults.AuthenticationScheme));
    }
}
