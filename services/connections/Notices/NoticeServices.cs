using System.Security.Authentication;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.Connections.Notices;

/// <summary>Registration of notices.</summary>
internal static class NoticeServices
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void AddNotices(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(NoticeOptions.Read(builder.Configuration));
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<WebhookNotices>();
        services.AddSingleton<MailNotices>();
        services.AddSingleton<ExpiringKeys>();
        services.AddSingleton<PublicOnly>(_ => new PublicOnly());
        services.AddHostedService<NoticeSender>();
        AddClient(services, WebhookNotices.ClientName, (_, handler) => handler);
        AddClient(services, WebhookNotices.GuardedClientName, (provider, handler) => provider.GetRequiredService<PublicOnly>().Guard(handler));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, NoticeJson.Default));
    }

    private static void AddClient(IServiceCollection services, string name, Func<IServiceProvider, SocketsHttpHandler, SocketsHttpHandler> guard) =>
        services.AddHttpClient(name, client => client.Timeout = Patience)
            .RemoveServiceResilience()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider => guard(provider, new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(10),
                SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
            }));
}
