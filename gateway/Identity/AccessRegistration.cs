using PmsPlatform.Gateway.Limits;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>Puts together who knows which credential.</summary>
internal static class AccessRegistration
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="services">The gateway's services.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="isManaged">Whether connections runs; otherwise configured keys are all there are.</param>
    public static void AddAccess(this IServiceCollection services, GatewayOptions options, bool isManaged)
    {
        if (!isManaged)
            return;

        services.AddHttpClient(AccessClient.Name, client => client.Timeout = 2 * Patience).RemoveAllLoggers()
            .ConfigureServiceResilience(resilience => (resilience.TotalTime, resilience.BreakTime) = (Patience, TimeSpan.FromSeconds(1)));
        services.AddSingleton<AccessClient>();
        services.AddSingleton(provider => new ResolvedKeys(provider.GetRequiredService<IdentitySigner>(), provider.GetRequiredService<TimeProvider>(), options.RateLimit));
        services.AddSingleton<AccessDirectory>();
    }

    public static void UseKeyGate(this WebApplication app)
    {
        var services = app.Services;
        var stranger = new Caller(
            new CallerIdentity("stranger", []) { Kind = CallerKind.Stranger }, services.GetRequiredService<IdentitySigner>(), services.GetRequiredService<TimeProvider>());
        var access = services.GetService<AccessDirectory>();
        app.Use(next =>
        {
            var gate = new KeyGate(
                next,
                services.GetRequiredService<ApiKeyRing>(),
                access,
                stranger,
                services.GetRequiredService<FailedAttempts>(),
                services.GetRequiredService<AddressLimits>(),
                services.GetRequiredService<ILogger<KeyGate>>());
            return gate.InvokeAsync;
        });
    }
}
