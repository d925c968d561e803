using System.Net;
using System.Net.Http.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Keys;

namespace PmsPlatform.Cli.Keys;

/// <summary>The platform's keys as the gateway shows them.</summary>
internal sealed class KeysClient : IDisposable
{
    private const string Path = "/api/admin/keys";

    private readonly HttpClient _http;

    public KeysClient(string gateway, string apiKey)
    {
        _http = new HttpClient { BaseAddress = new Uri(gateway), Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Add("x-api-key", apiKey);
    }

    public async Task<KeyStatus> StatusAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(Path, cancellationToken);
        await CheckAsync(response, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.KeyStatus, cancellationToken))!;
    }

    /// <summary>Asks for a rotation; one that goes on already is followed instead.</summary>
    public async Task RotateAsync(KeyRotationRequest request, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(Path + "/rotate", request, ContractsJson.Default.KeyRotationRequest, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Conflict)
            await Console.Error.WriteLineAsync("  A rotation goes on already; this is how far it is.");
        else
            await CheckAsync(response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new CommandFailedException($"The platform answered {(int)response.StatusCode}: {text}");
        }
    }
}
