using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Assistance;

/// <summary>Registers an <see cref="IChatClient"/> when an endpoint is configured, and nothing otherwise.</summary>
internal static class ChatEndpoint
{
    private const string ClientName = "assistance";

    public static void AddAssistance(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(AssistanceOptions.Section).Get<AssistanceOptions>() ?? new AssistanceOptions();
        if (options.Endpoint is null)
            return;
        if (!options.Endpoint.IsAbsoluteUri || options.Endpoint.Scheme is not ("http" or "https"))
            throw new StartupConfigurationException($"{AssistanceOptions.Section}:Endpoint is no absolute http or https address.");

        builder.Services.AddHttpClient(ClientName, client => client.Timeout = options.Timeout).RemoveAllLoggers();
        builder.Services.AddSingleton<IChatClient>(services => new OpenAiChat(
            services.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName),
            options.Endpoint,
            options.Model,
            options.Key is { Length: > 0 } key ? new Secret(key) : null));
    }
}
