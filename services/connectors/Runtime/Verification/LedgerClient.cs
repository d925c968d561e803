using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Verification;

/// <summary>Asks the ledger what it holds, on behalf of the connection's hotel and of no other.</summary>
internal sealed class LedgerClient(HttpClient http, IdentitySigner signer)
{
    /// <summary>The ledger by its name in service discovery.</summary>
    public static readonly Uri Address = new("http://sync-ledger");

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <exception cref="LedgerUnavailableException">It does not answer.</exception>
    public async Task<IReadOnlyList<LedgerDigest>> DigestsAsync(BoundConnection connection, EntityKind entity, CancellationToken cancellationToken)
    {
        var path = $"/api/ledger/digests?connectionId={Uri.EscapeDataString(connection.Id)}&entity={SyncEntities.NameOf(entity)}";
        using var response = await SendAsync(connection, new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.LedgerDigests, cancellationToken))!.Days;
    }

    /// <exception cref="LedgerUnavailableException">It does not answer.</exception>
    public async Task<IReadOnlyList<LedgerRecord>> RecordsAsync(
        BoundConnection connection, EntityKind entity, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        var question = new LedgerDigestQuestion { ConnectionId = connection.Id, Entity = entity, Days = days };
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/ledger/digests/records") { Content = JsonContent.Create(question, ContractsJson.Default.LedgerDigestQuestion) };
        using var response = await SendAsync(connection, request, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListLedgerRecord, cancellationToken))!;
    }

    /// <summary>The connector at one hotel, where it may see and do nothing else.</summary>
    private static CallerIdentity IdentityOf(BoundConnection connection) => new($"connector-{connection.Vendor}", [connection.Hotel.Id])
    {
        Kind = CallerKind.Service,
        Grants = new Dictionary<string, Permission>(StringComparer.Ordinal) { [connection.Hotel.Id] = Permission.ViewData },
    };

    private async Task<HttpResponseMessage> SendAsync(BoundConnection connection, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.Add(IdentitySigner.HeaderName, signer.Sign(IdentityOf(connection), Lifetime));
            try
            {
                var response = await http.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                    return response;
                response.Dispose();
                throw new LedgerUnavailableException($"The ledger answered {(int)response.StatusCode}.", null);
            }
            catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new LedgerUnavailableException("The ledger does not answer.", error);
            }
        }
    }
}

/// <summary>Nothing can be compared while the ledger is away.</summary>
internal sealed class LedgerUnavailableException(string message, Exception? innerException) : Exception(message, innerException);
