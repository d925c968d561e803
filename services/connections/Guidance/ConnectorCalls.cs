using System.Net;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Guidance;

/// <summary>Asks a vendor's connector, in this service's own name.</summary>
internal sealed class ConnectorCalls(IHttpClientFactory clients, IdentitySigner signer)
{
    public const string ClientName = "connector";

    /// <summary>Longer than a connector waits for its vendor.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Has the vendor called with settings that are not stored. Null when the connector does not answer.</summary>
    public async Task<ConnectionTrialResult?> TryAsync(string vendor, ConnectionTrial trial, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://connector-{vendor}/internal/connection-trials"))
        {
            Content = JsonContent.Create(trial, ContractsJson.Default.ConnectionTrial),
        };
        request.Headers.Add(IdentitySigner.HeaderName, signer.Sign(new CallerIdentity("connections", []) { Kind = CallerKind.Service }, Lifetime));
        try
        {
            using var answer = await clients.CreateClient(ClientName).SendAsync(request, cancellationToken);
            return answer.StatusCode is HttpStatusCode.OK
                ? await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ConnectionTrialResult, cancellationToken)
                : null;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
