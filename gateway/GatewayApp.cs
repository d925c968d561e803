using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PmsPlatform.Gateway.Identity;
using PmsPlatform.Gateway.Ingress;
using PmsPlatform.Gateway.Limits;
using PmsPlatform.Gateway.Routes;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy.Health;

namespace PmsPlatform.Gateway;

/// <summary>Puts the gateway together. Reads the configuration once, and refuses to start with every problem of it named.</summary>
internal static class GatewayApp
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(2);

    /// <exception cref="StartupConfigurationException">The configuration cannot work.</exception>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var (options, unreadable) = GatewayOptions.Read(builder.Configuration);
        var addresses = new ServiceAddresses(builder.Configuration);
        var isManaged = RouteTable.IsManaged(addresses);
        var table = RouteTable.For(addresses, options);
        var keys = ApiKeySetting.Read(builder.Configuration);

        builder.AddServiceDefaults();
        builder.Logging.NeverLogQueries();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Bound(options));

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(table);
        builder.Services.AddSingleton(new FailedAttempts(options.RateLimit));
        builder.Services.AddSingleton(new AddressLimits(options.RateLimit));
        builder.Services.AddSingleton(services => new ApiKeyRing(
            keys,
            services.GetRequiredService<HotelDirectory>(),
            services.GetRequiredService<IdentitySigner>(),
            services.GetRequiredService<TimeProvider>(),
            options.RateLimit));
        builder.Services.AddAccess(options, isManaged);
        builder.AddOrigins(options);
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, UnreachablePolicy>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(table.Routes, table.Clusters)
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = ConnectTime)
            .AddTransforms(context =>
            {
                context.CopyRequestHeaders = false;
                context.UseDefaultForwarders = false;
                context.RequestTransforms.Add(WebhookRoutes.IsOne(context.Route) ? new ForwardedDelivery() : new ForwardedRequest());
            });

        builder.Services.WithoutKeyFiles();

        var app = builder.Build();
        StartChecks.Run(app.Services, [.. unreadable, .. options.Problems(), .. RouteChecks.ProblemsOf(table)], keys, isManaged);

        app.MapDefaultEndpoints();
        app.UseMiddleware<FrontDoor>();
        app.UseOrigins(options);
        app.UseKeyGate();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<SyncIngress>();
            proxy.UseMiddleware<ProviderIngress>();
            proxy.UseMiddleware<BackendFailures>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        return app;
    }

    /// <summary>
    /// In code and not in appsettings.json, where a more talkative level would bring guests' phones and e-mails from addresses into the log. The host's own
    /// request log is off altogether: while it is on, every request makes an activity even when nobody collects traces, which costs a tenth of the speed.
    /// Traces that are exported do not need it.
    /// </summary>
    private static void NeverLogQueries(this ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.Warning);
    }

    // YARP brings data protection for session affinity, which we do not use: left alone it writes a key ring into the home folder, or complains of having none.
    private static void WithoutKeyFiles(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()));
        var keyRingLoaders = services
            .Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(EphemeralDataProtectionProvider).Assembly)
            .ToArray();
        foreach (var loader in keyRingLoaders)
            services.Remove(loader);
    }
}
