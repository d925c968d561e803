using Microsoft.EntityFrameworkCore;
using Npgsql;
using PmsPlatform.Assistance;
using PmsPlatform.Connections.Access;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Connections.Feed;
using PmsPlatform.Connections.Guidance;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Links;
using PmsPlatform.Connections.Vendors;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.Connections;

/// <summary>Hotels and connections: their database, what works with it, and their addresses.</summary>
internal static class Registry
{
    public const string Schema = "connections";

    /// <summary>The database and its schema alone: what the work on keys needs.</summary>
    public static void AddRegistryDatabase(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDataSource("registry");
        builder.AddSqlMigrations(typeof(Registry).Assembly, Schema);
    }

    public static void AddRegistry(this WebApplicationBuilder builder)
    {
        builder.AddRegistryDatabase();

        var services = builder.Services;
        services.AddDbContext<RegistryContext>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).AddInterceptors(provider.GetRequiredService<Tenancy>(), provider.GetRequiredService<AuditedSaving>()));
        services.AddSingleton<AuditedSaving>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditChain>();
        services.AddSingleton<FeedRevisions>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedRevisions>());
        services.AddSingleton<VendorCatalogue>();
        services.AddSingleton<ConnectionViews>();
        services.AddSingleton<ConnectionNews>();
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionNews>());
        services.AddSingleton<TrustedEndpoints>();
        services.AddSingleton<EndpointRules>();
        builder.AddAssistance();
        services.AddSingleton(AdviceOptions.Read(builder.Configuration));
        services.AddSingleton<Adviser>();
        services.AddSingleton<ConnectorCalls>();
        services.AddHttpClient(ConnectorCalls.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).ConfigureServiceResilience(options =>
        {
            // Whoever tries credentials sees what came of it and tries again himself.
            options.Retries = 0;
            options.TryTime = options.TotalTime = ConnectorCalls.Patience;
            options.BreakMinimum = int.MaxValue;
        }).RemoveAllLoggers();
        services.AddScoped<LinkWriter>();
        services.AddScoped<LinkSaving>();
        services.AddScoped<MappingWriter>();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, RegistryJson.Default);
        });
    }

    public static void MapRegistry(this IEndpointRouteBuilder app)
    {
        app.MapFeed();
        app.MapHotels();
        app.MapOrganization();
        app.MapMappings();
        app.MapConfiguration();
        app.MapSchedules();
        app.MapConnect();
        app.MapTestConnection();
        app.MapVendors();
        app.MapAudit();
    }
}
