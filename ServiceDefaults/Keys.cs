using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PmsPlatform.ServiceDefaults.Secrets;
using PmsPlatform.ServiceDefaults.Startup;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// The platform's two secrets. A key that is configured but weak stops the host from starting; a key that is absent does so only in services that
/// say they need it.
/// </summary>
/// <remarks>
/// <c>Pms:InternalKey</c>: at least 32 characters, signs the identity the gateway passes to services.
/// <c>Pms:DataKey</c>: base64 of at least 32 random bytes, protects guests' data at rest. <c>Pms:DataKeyId</c> (1 to 255, default 1) names it;
/// <c>Pms:RetiredDataKeys:{id}</c> still decrypt; <c>Pms:IndexKey</c> (base64, default: derived from the data key) makes blind indexes and must
/// not change while indexed rows exist.
/// </remarks>
public static class Keys
{
    /// <summary>The host does not start without <c>Pms:InternalKey</c>. <see cref="CallerEndpoints.RequireCaller{TBuilder}"/> implies it.</summary>
    public static TBuilder RequireInternalKey<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddStartupCheck(services => services.GetRequiredService<IdentitySigner>());
        return builder;
    }

    /// <summary>The host does not start without <c>Pms:DataKey</c>. Call it in every service that keeps guests' data.</summary>
    public static TBuilder RequireDataKey<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddStartupCheck(services => services.GetRequiredService<PersonalDataProtector>());
        return builder;
    }

    internal static void AddKeys(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<IdentitySigner>();
        services.TryAddSingleton<PersonalDataProtector>();

        services.AddStartupCheck(provider =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            if (InternalKey.IsConfigured(configuration))
                InternalKey.Read(configuration);
        });
        services.AddStartupCheck(provider =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            if (DataKeyRing.IsConfigured(configuration))
                DataKeyRing.Read(configuration);
        });
    }
}
