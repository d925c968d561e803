using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Console.Gateway;
using PmsPlatform.Console.Pages;
using PmsPlatform.Console.SignIn;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Console;

/// <summary>
/// The operators' pages: rendered on the server, without a script, from what the gateway answers to the operator's own key. The service holds no data and
/// no key of its own, so it can show nobody more than the gateway would.
/// </summary>
internal static class ConsoleApp
{
    /// <param name="args">Command line.</param>
    /// <param name="arrange">Called before anything is registered: a test's settings.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? arrange = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        arrange?.Invoke(builder);
        builder.AddServiceDefaults();

        // Addresses hold a guest's phone or e-mail.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.None);

        // Nothing outlives the process: a restart asks for the key again, and no key ring lies in a home folder.
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "pms-console";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.LoginPath = SignInEndpoints.Path;
            options.ReturnUrlParameter = "to";
            options.AccessDeniedPath = "/nothing";
            options.ExpireTimeSpan = TimeSpan.FromHours(8);
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = CookieRenewal.ValidateAsync;
        });
        builder.Services.AddAuthorization(options => options.AddPolicy(
            Operator.MaySee, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.May(Permission.ViewData))));
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpClient<GatewayApi>(client =>
        {
            client.BaseAddress = new Uri("http://gateway");
            client.Timeout = TimeSpan.FromSeconds(40);
        });

        builder.Services.AddScoped<SignInApi>();

        var app = builder.Build();
        app.Use(SecurityHeadersAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapDefaultEndpoints();
        app.MapGet("/app.css", StyleSheet).AllowAnonymous();
        app.MapSignIn();
        app.MapGet("/nothing", () => new RazorComponentResult<NothingPage>()).RequireAuthorization();
        app.MapRazorComponents<App>().RequireAuthorization(Operator.MaySee);
        return app;
    }

    /// <summary>From within the program, so that it is there whether that was published or only built.</summary>
    private static FileStreamHttpResult StyleSheet() =>
        TypedResults.Stream(typeof(ConsoleApp).Assembly.GetManifestResourceStream("app.css")!, "text/css; charset=utf-8");

    private static Task SecurityHeadersAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        return next(http);
    }
}
