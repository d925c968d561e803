using System.Text.Json;

namespace PmsPlatform.Cli;

/// <summary>Which platform a command is for: the one that <c>PMS_GATEWAY</c> and <c>PMS_API_KEY</c> name, else the one that runs here.</summary>
internal static class PlatformTarget
{
    /// <summary>A client of its gateway, with the key.</summary>
    /// <exception cref="CommandFailedException">Neither is there.</exception>
    /// <exception cref="UsageException">A gateway without a key.</exception>
    public static HttpClient Open(TimeSpan patience)
    {
        var (gateway, apiKey) = Find();
        var http = new HttpClient { BaseAddress = new Uri(gateway), Timeout = patience };
        http.DefaultRequestHeaders.Add("x-api-key", apiKey);
        return http;
    }

    /// <exception cref="CommandFailedException">It refused, with what it said.</exception>
    public static async Task CheckAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
            throw new CommandFailedException($"The platform answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private static (string Gateway, string ApiKey) Find()
    {
        if (Environment.GetEnvironmentVariable("PMS_GATEWAY") is { Length: > 0 } gateway)
        {
            return (gateway, Environment.GetEnvironmentVariable("PMS_API_KEY") is { Length: > 0 } key
                ? key
                : throw new UsageException("PMS_API_KEY must hold a key of the platform's configuration."));
        }

        var home = new Home();
        if (!File.Exists(home.StateFile))
            throw new CommandFailedException("Nothing runs here. Start it with ./pms run, or set PMS_GATEWAY and PMS_API_KEY.");
        using var state = JsonDocument.Parse(File.ReadAllBytes(home.StateFile));
        return (state.RootElement.GetProperty("gateway").GetString()!,
            Environment.GetEnvironmentVariable("PMS_API_KEY") is { Length: > 0 } own ? own : state.RootElement.GetProperty("apiKey").GetString()!);
    }
}
