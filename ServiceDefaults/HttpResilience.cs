using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using PmsPlatform.ServiceDefaults.Calls;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// Repetition, time-outs and a circuit breaker for calls between our own services: on for every HttpClient of the factory. What fails after all that
/// throws <see cref="HttpRequestException"/>, also when time ran out or the breaker is open.
/// </summary>
public static class HttpResilience
{
    /// <summary>Changes the policy of one client.</summary>
    public static IHttpClientBuilder ConfigureServiceResilience(this IHttpClientBuilder client, Action<HttpResilienceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.Configure(client.Name, configure);
        return client;
    }

    /// <summary>
    /// Takes repetition, time-outs, circuit breaker and service discovery off one client. For clients that talk to the outside and bring their own
    /// policy, as the connector runtime's for vendors.
    /// </summary>
    public static IHttpClientBuilder RemoveServiceResilience(this IHttpClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.Configure<HttpResilienceOptions>(client.Name, static options => options.IsOff = true);
        return client;
    }

    internal static void AddHttpResilience(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient();

        // Four entries a call, with whole addresses, say less than one span.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, ServiceCallHandlers>());
    }
}
