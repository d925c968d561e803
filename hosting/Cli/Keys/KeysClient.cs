using System.Net;
using System.Net.Http.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Keys;

namespace PmsPlatform.Cli.Keys;

/// <summary>The platform's keys as the gateway shows them.</summary>
internal sealed class KeysClient : IDisposable
{
    private const string Path = "/api/admin/keys";

    private readonly HttpClient _http = PlatformTarget.Open(TimeSpan.FromSeconds(30));

    public async Task<KeyStatus> StatusAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(Path, cancellationToken);
        await PlatformTarget.CheckAsync(response, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.KeyStatus, cancellationToken))!;
    }

    /// <summary>Asks for a rotation; one that goes on already is followed instead.</summary>
    public async Task RotateAsync(KeyRotationRequest request, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(Path + "/rotate", request, ContractsJson.Default.KeyRotationRequest, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Conflict)
            await Console.Error.WriteLineAsync("  A rotation goes on already; this is how far it is.");
        else
            await PlatformTarget.CheckAsync(response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
