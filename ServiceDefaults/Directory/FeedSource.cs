using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.ServiceDefaults.Directory;

/// <summary>Asks the registry for a feed, by long poll.</summary>
internal sealed class FeedSource(IHttpClientFactory clients, IdentitySigner signer, IHostEnvironment environment)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "feed";

    /// <summary>How long the registry holds a question for which it has no news. A lost connection is noticed after <see cref="Patience"/>.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>The newest answer; null when the revision that is known is the newest.</summary>
    /// <param name="path">Path at the registry, with its query.</param>
    /// <param name="revision">The revision that is known; null for none.</param>
    /// <param name="type">The answer's JSON.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="HttpRequestException">The registry cannot be reached or refuses.</exception>
    public async Task<FeedAnswer<T>?> AskAsync<T>(string path, long? revision, JsonTypeInfo<FeedAnswer<T>> type, CancellationToken cancellationToken)
    {
        var known = revision is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}revision={number}&wait={(int)Wait.TotalSeconds}")
            : "";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{Registry.ServiceName}{path}{known}"));
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotModified)
            return null;

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(type, cancellationToken);
    }

    /// <summary>Sends a request in this service's own name.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var self = new CallerIdentity(environment.ApplicationName, []) { Kind = CallerKind.Service };
        request.Headers.Add(IdentitySigner.HeaderName, signer.Sign(self, Lifetime));
        return clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
