using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.Assistance;

/// <summary>The language model of configuration section <c>Pms:Ai</c>.</summary>
public static class ChatEndpoint
{
    private const string ClientName = "assistance";
    private const int LargestAnswer = 1024 * 1024;

    /// <summary>Registers an <see cref="IChatClient"/> when an endpoint is configured, and nothing otherwise. What is asked of it is asked once.</summary>
    /// <exception cref="StartupConfigurationException">The endpoint is no absolute http or https address.</exception>
    public static void AddAssistance(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Configuration.GetSection(AssistanceOptions.Section).Get<AssistanceOptions>() ?? new AssistanceOptions();
        if (options.Endpoint is not { } endpoint)
            return;
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
            throw new StartupConfigurationException($"{AssistanceOptions.Section}:Endpoint is no absolute http or https address.");

        builder.Services.AddOutboundClient(ClientName, options.Timeout).ConfigureHttpClient(client =>
        {
            client.MaxResponseContentBufferSize = LargestAnswer;
            if (options.Key is { Length: > 0 } key)
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        });
        builder.Services.AddSingleton<IChatClient>(services =>
            new OpenAiChat(services.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName), endpoint, options.Model));
    }
}
