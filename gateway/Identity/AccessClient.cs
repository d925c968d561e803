using System.Net;
using System.Text.Json;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>Asks connections whose credential one is.</summary>
internal sealed class AccessClient(IHttpClientFactory clients, IdentitySigner signer, TimeProvider time)
{
    public const string Name = "access";

    private static readonly Uri Address = new("http://connections/internal/access/resolve");

    private readonly Caller self = new(new CallerIdentity("gateway", []) { Kind = CallerKind.Service }, signer, time);

    /// <summary>The answer's bytes, to tell an unchanged grant from a new one, and what they say; null when the credential is nobody's.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or none that helps.</exception>
    public async Task<(byte[] Bytes, AccessGrant Grant)?> ResolveAsync(Credential credential, IPAddress? address, CancellationToken cancellationToken)
    {
        var question = new AccessQuestion { CredentialHash = Convert.ToBase64String(credential.Hash), Bearer = credential.Bearer, Address = address?.ToString() };
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = JsonContent.Create(question, ContractsJson.Default.AccessQuestion) };
        request.Headers.TryAddWithoutValidation(IdentitySigner.HeaderName, self.Header(address: null));

        using var response = await clients.CreateClient(Name).SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return null;
        if (response.StatusCode is not HttpStatusCode.OK)
            throw new HttpRequestException($"connections answered {(int)response.StatusCode}.", inner: null, response.StatusCode);

        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return (bytes, JsonSerializer.Deserialize(bytes, ContractsJson.Default.AccessGrant) ?? throw new JsonException());
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException("connections gave an answer that cannot be read.", exception);
        }
    }
}
