using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PmsPlatform.ServiceDefaults.Outbound;

/// <summary>HTTP clients for what lies outside of the platform.</summary>
public static class OutboundHttp
{
    /// <summary>
    /// Adds one: TLS 1.2 at least, no redirects, nothing logged for addresses may hold secrets, and nothing of what our own services do among themselves, such
    /// as calling twice.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="patience">How long a call may take, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="publicOnly">True for addresses that tenants give: it then connects to public ones only.</param>
    /// <param name="configure">What else the handler needs.</param>
    public static IHttpClientBuilder AddOutboundClient(
        this IServiceCollection services, string name, TimeSpan patience, bool publicOnly = false, Action<IServiceProvider, SocketsHttpHandler>? configure = null)
    {
        services.TryAddSingleton<PublicOnly>(_ => new PublicOnly());
        return services.AddHttpClient(name, client => client.Timeout = patience)
            .RemoveServiceResilience()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider =>
            {
                var handler = new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
                };
                configure?.Invoke(provider, handler);
                return publicOnly ? provider.GetRequiredService<PublicOnly>().Guard(handler) : handler;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }
}
