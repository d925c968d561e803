namespace PmsPlatform.ServiceDefaults.Directory;

/// <summary>Calls to the registry in the service's own name.</summary>
public sealed class RegistryCalls
{
    private readonly FeedTools _tools;

    /// <summary>Registered by <see cref="Registry.AddFeeds"/>.</summary>
    public RegistryCalls(FeedTools tools) => _tools = tools;

    /// <summary>The registry is a service of this installation.</summary>
    public bool IsConfigured => _tools.IsConfigured;

    /// <summary>Sends one request; the caller disposes of the answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path at the registry, as in <c>/internal/vendors/mews</c>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HttpRequestException">The registry cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://{Registry.ServiceName}{path}")) { Content = body };
        return await _tools.Source.SendAsync(request, cancellationToken);
    }
}
