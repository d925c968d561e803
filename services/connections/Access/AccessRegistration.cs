using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using PmsPlatform.Connections.Access.Keys;
using PmsPlatform.Connections.Access.Resolving;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.Connections.Access.Users;
using PmsPlatform.Connections.Audit;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access;

/// <summary>Users, roles, keys, signing in, and what the gateway asks of them.</summary>
internal static class AccessRegistration
{
    // PBKDF2 with HMAC-SHA512: the number OWASP's password storage sheet gives.
    private const int HashIterations = 210_000;

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(AccessOptions.Section).Get<AccessOptions>() ?? new();
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddHttpContextAccessor();
        services.AddSingleton<Tenancy>();
        services.AddDbContext<AccessContext>((provider, context) =>
            context.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).AddInterceptors(provider.GetRequiredService<Tenancy>(), provider.GetRequiredService<AuditedSaving>()));
        services.AddIdentityCore<AccessUser>(Rule).AddUserStore<UserOnlyStore<AccessUser, AccessContext, string>>().AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = HashIterations);

        services.AddSingleton<IConfigureOptions<BearerTokenOptions>, TicketSeal>();
        services.AddAuthentication(Tickets.Scheme).AddBearerToken(Tickets.Scheme, tokens =>
        {
            tokens.BearerTokenExpiration = options.TokenLifetime;
            tokens.RefreshTokenExpiration = options.SessionLifetime;
        });

        services.AddSingleton<Tickets>();
        services.AddSingleton<AttemptLimits>();
        services.AddSingleton<KeyGrants>();
        services.AddSingleton<UserGrants>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<Sessions>();
        services.AddScoped<Newcomers>();
        services.AddScoped<Givers>();
        services.AddScoped<HotelsInReach>();
        services.AddScoped<KeyRules>();
        services.AddHostedService<FirstStart>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AccessJson.Default));
    }

    public static void MapAccess(this IEndpointRouteBuilder app)
    {
        ResolveAccess.Map(app);

        var auth = app.MapGroup("/api/auth").RequireCaller().OpenTo("whoever signs in; the gateway counts by address, each of them by account");
        ChangePassword.Map(auth);
        var doors = auth.MapGroup("").AddEndpointFilter(AsStranger);
        Login.Map(doors);
        Refresh.Map(doors);
        Logout.Map(doors);
        SetUp.Map(doors);
        AcceptInvitation.Map(doors);

        var users = app.MapGroup("/api/users").RequireCaller();
        ListUsers.Map(users);
        Invitations.Map(users);
        ChangeUser.Map(users);
        ManageKeys.Map(app.MapGroup("/api/keys").RequirePermission(Permission.ManageAccess));
    }

    /// <summary>Whoever signs in is nobody yet, also when he shows somebody's token on the way: what is done then is done for no caller.</summary>
    private static ValueTask<object?> AsStranger(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Features.Set(new CallerIdentity("stranger", []) { Kind = CallerKind.Stranger, Address = http.Caller().Address });
        return next(context);
    }

    private static void Rule(IdentityOptions identity)
    {
        // The user name is the e-mail address, in whatever script; its form is checked where it comes in.
        identity.User.AllowedUserNameCharacters = "";
        identity.Password.RequiredLength = PasswordRules.Fewest;
        identity.Password.RequiredUniqueChars = PasswordRules.FewestDifferent;
        identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
    }
}
