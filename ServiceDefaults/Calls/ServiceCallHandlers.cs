using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PmsPlatform.ServiceDefaults.Calls;

/// <summary>
/// Puts resilience around a client's own handlers and service discovery inside them, so that every try takes the next address.
/// </summary>
internal sealed class ServiceCallHandlers(
    IOptionsMonitor<HttpResilienceOptions> options, ServiceEndpoints endpoints, TimeProvider time, ILogger<ResilienceHandler> logger)
    : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);

        var policy = options.Get(builder.Name);
        if (policy.IsOff)
            return;

        builder.AdditionalHandlers.Insert(0, new ResilienceHandler(policy, time, logger));
        builder.AdditionalHandlers.Add(new DiscoveryHandler(endpoints));
    };
}
