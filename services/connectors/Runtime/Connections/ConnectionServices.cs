using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.ServiceDefaults.Directory;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Registration of the connections and of what keeps them current.</summary>
internal static class ConnectionServices
{
    public static void AddVendorConnections(this IServiceCollection services)
    {
        services.AddSingleton<ConfiguredConnections>();
        services.AddSingleton<FollowedConnections>();
        services.AddSingleton<IConnectionSource>(provider => provider.GetRequiredService<FollowedConnections>());
        services.AddSingleton<ConnectionBinder>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<ConnectionTrials>();
        services.AddSingleton<RegistryCalls>();
        services.AddHostedService<ConnectionFeed>();
        services.AddHostedService<VendorReporter>();
    }
}
