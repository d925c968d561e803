using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Assistance;
using PmsPlatform.Connectors.Runtime.Audit;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Privacy;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Connectors.Runtime.Reconciliation;
using PmsPlatform.Connectors.Runtime.Silence;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Connectors.Runtime.Verification;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Directory;
using PmsPlatform.ServiceDefaults.Outbound;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>The whole program of a connector service, but for its vendor.</summary>
public static class ConnectorHost
{
    /// <summary>Under which the database does what callers ask for; the scripts make it.</summary>
    internal const string CallerRole = "pms_connector_caller";

    /// <summary>Serves the vendor's connections until the process is told to stop, or carries out a verb of the command line.</summary>
    /// <param name="args">Nothing to serve; <c>map booking|guest|room FILE</c> to map a payload; <c>--help</c>.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync<TConnector>(string[] args)
        where TConnector : IPmsConnector
    {
        if (args is ["map", ..])
            return await MapVerb.RunAsync<TConnector>(args[1..], Console.Out, Console.Error);
        if (args is ["--help" or "-h" or "help", ..])
        {
            await Console.Out.WriteLineAsync(MapVerb.HelpOf(TConnector.Descriptor));
            return 0;
        }

        await using var app = Build<TConnector>(args);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Builds the service; tests start it on their own servers.</summary>
    internal static WebApplication Build<TConnector>(string[] args, Action<WebApplicationBuilder>? configure = null)
        where TConnector : IPmsConnector
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.RequireDataKey();

        builder.AddConnectorsDatabase(TConnector.Descriptor.Slug);
        builder.AddHotelScope(CallerRole);
        builder.AddRemoteCredentialSealing();
        builder.FollowHotels();
        builder.AddPmsMessaging("messaging", bus => bus.AddErasures());
        AddVendorClients(builder.Services);
        builder.AddAssistance();

        builder.Services.AddSingleton(TConnector.Descriptor);
        builder.Services.AddSingleton<ConnectorFactory>(TConnector.Connect);
        builder.Services.AddSingleton(VendorCapabilities.Of<TConnector>());
        builder.Services.AddVendorConnections();
        builder.Services.AddSingleton<ChangePublisher>();
        builder.Services.AddSingleton<Quarantine>();
        builder.Services.AddSingleton<AuditNotes>();
        builder.Services.AddHostedService<AuditRelay>();
        builder.Services.AddSingleton<ChangeSettler>();
        builder.Services.AddSingleton<ConnectionStatus>();
        builder.Services.AddSingleton<RunSignals>();
        builder.Services.AddSingleton<SyncRunStore>();
        builder.Services.AddSingleton<SyncRunner>();
        builder.Services.AddSingleton<Replicas>();
        builder.Services.AddSingleton(AvailabilityWindow.Read(builder.Configuration));
        builder.Services.AddSingleton<Scheduler>();
        builder.Services.AddSingleton<AccessRevoker>();
        builder.Services.AddHostedService<SyncService>();
        builder.AddWriteBacks();
        builder.AddReads();
        builder.AddInbox<TConnector>();
        builder.AddSilenceAlarm();
        builder.AddReconciliation();
        builder.AddVerifications();
        builder.AddPrivacy();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapSync();
        app.MapWriteBacks();
        app.MapReads();
        app.MapInbox();
        app.MapQuarantine();
        app.MapVerifications();
        app.MapConnectionTrials();
        app.MapPrivacy();
        TConnector.MapEndpoints(app.MapGroup("").RequireCaller());
        return app;
    }

    /// <summary>The connectors' common database, in which each vendor has a schema.</summary>
    internal static void AddConnectorsDatabase(this IHostApplicationBuilder builder, string schema)
    {
        // A dozen vendors' connectors with their replicas share a server that takes 100 sessions by default; none of them keeps one while it waits for a vendor.
        builder.AddNpgsqlDataSource("connectors", settings => settings.MostConnections = 8, source =>
        {
            source.ConnectionStringBuilder.SearchPath = schema;

            // No statement of the runtime changes its session, and setting one back costs as much as a small statement and forgets what it had planned.
            source.ConnectionStringBuilder.NoResetOnClose = true;
        });
        builder.AddSqlMigrations(typeof(ConnectorHost).Assembly, schema);
    }

    /// <summary>Limits, retries and time-outs are the runtime's own; what services use among themselves must not act a second time.</summary>
    private static void AddVendorClients(IServiceCollection services)
    {
        services.TryAddSingleton<TrustedEndpoints>();
        services.AddSingleton<SeenCertificates>();
        services.AddSingleton<CertificateWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CertificateWatch>());
        services.AddOutboundClient(ConnectionBinder.ClientName, Timeout.InfiniteTimeSpan, configure: Watch);
        services.AddOutboundClient(ConnectionBinder.GuardedClientName, Timeout.InfiniteTimeSpan, publicOnly: true, Watch);
    }

    private static void Watch(IServiceProvider provider, SocketsHttpHandler handler)
    {
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.SslOptions = provider.GetRequiredService<SeenCertificates>().Watch(handler.SslOptions);
    }
}
