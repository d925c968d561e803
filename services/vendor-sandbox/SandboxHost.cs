using System.Text.Json.Serialization;
using PmsPlatform.VendorSandbox.Admin;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.Vendors.Custom;
using PmsPlatform.VendorSandbox.Vendors.Hostaway;
using PmsPlatform.VendorSandbox.Vendors.Mews;
using PmsPlatform.VendorSandbox.Vendors.Mock;
using PmsPlatform.VendorSandbox.Webhooks;

namespace PmsPlatform.VendorSandbox;

/// <summary>Puts the service together.</summary>
internal static class SandboxHost
{
    /// <param name="args">Command line.</param>
    /// <param name="arrange">Called before anything is registered: a test's settings and clock.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? arrange = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        arrange?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.Services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        builder.Services.AddSingleton<PropertyDirectory>();
        builder.Services.AddSingleton<PropertyDirectoryAccessor>();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton<HostawayTokens>();
        builder.Services.AddSingleton<IVendor, MewsVendor>();
        builder.Services.AddSingleton<IVendor, HostawayVendor>();
        builder.Services.AddSingleton<IVendor, CustomVendor>();
        builder.Services.AddSingleton<IVendor, MockVendor>();
        builder.Services.AddSingleton<VendorPipeline>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WebhookSender>());

        var app = builder.Build();

        // Vendors answer before anything of the platform sees the call: their errors are their own, and pages go out on the shortest way.
        app.UseMiddleware<VendorMiddleware>();
        app.MapDefaultEndpoints();
        var admin = app.MapGroup("/admin");
        admin.MapProperties();
        admin.MapFaults();
        admin.MapCalls();
        admin.MapTruth();
        admin.MapWebhooks();

        // The worlds are made before the first call, not by it.
        _ = app.Services.GetRequiredService<PropertyDirectory>();
        return app;
    }
}
