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
        services.AddHostedService<NoticeSender>();
        services.AddOutboundClient(WebhookNotices.ClientName, Patience);
        services.AddOutboundClient(WebhookNotices.GuardedClientName, Patience, publicOnly: true);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, NoticeJson.Default));
    }
}
