using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using PmsPlatform.Console.Gateway;

namespace PmsPlatform.Console.SignIn;

/// <summary>
/// Renews an operator's token before it ends, and with it what he may do. Whose sign-in has ended, by a new password or by an administrator, is asked for it anew.
/// </summary>
internal static class CookieRenewal
{
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        if (context.Principal is not { } user || user.RefreshToken() is not { } refreshToken || !user.IsDue(time.GetUtcNow()))
            return;

        var api = http.RequestServices.GetRequiredService<SignInApi>();
        var renewed = await api.RefreshAsync(refreshToken, http.RequestAborted);
        if (renewed.Value is not { } tokens)
        {
            // While the gateway is away he stays; the pages tell him what is the matter.
            if (renewed.Status is HttpStatusCode.Unauthorized)
            {
                context.RejectPrincipal();
                await http.SignOutAsync();
            }

            return;
        }

        var me = await api.MeAsync(Credential.Token(tokens.AccessToken), http.RequestAborted);
        if (me.Value is null)
            return;

        context.ReplacePrincipal(Operator.WithTokens(tokens, time.GetUtcNow(), me.Value));
        context.ShouldRenew = true;
    }
}
