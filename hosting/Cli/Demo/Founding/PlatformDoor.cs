using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PmsPlatform.Cli.Demo.Founding;

/// <summary>The gateway as somebody uses it who manages things: signed in, or not yet.</summary>
internal sealed class PlatformDoor : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="gateway">Its address.</param>
    /// <param name="accessToken">Of whoever is signed in; null for a stranger.</param>
    public PlatformDoor(string gateway, string? accessToken = null)
    {
        _http = new HttpClient { BaseAddress = new Uri(gateway), Timeout = TimeSpan.FromSeconds(60) };
        if (accessToken is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(path, cancellationToken);
        return await ReadAsync(path, answer, cancellationToken);
    }

    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, cancellationToken);
        return await ReadAsync(path, answer, cancellationToken);
    }

    /// <summary>The status of a request that is to be refused.</summary>
    public async Task<HttpStatusCode> StatusOfPostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, cancellationToken);
        return answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> ReadAsync(string path, HttpResponseMessage answer, CancellationToken cancellationToken) => answer.IsSuccessStatusCode
        ? await answer.Content.ReadFromJsonAsync(DemoJson.Default.JsonElement, cancellationToken)
        : throw new CommandFailedException($"{path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
}
