using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.Contracts.Verifications;

namespace PmsPlatform.Console.Gateway;

/// <summary>Asks the gateway with the key of whoever is signed in.</summary>
internal sealed class GatewayApi(HttpClient http, IHttpContextAccessor accessor)
{
    public Task<Answer<Page<LedgerStatistics>>> StatisticsAsync(CancellationToken cancellationToken) =>
        AskAsync("api/ledger/statistics", ContractsJson.Default.PageLedgerStatistics, cancellationToken);

    /// <summary>The latest comparisons of a vendor with the ledger; none while its connector does not answer.</summary>
    public Task<Answer<IReadOnlyList<VerificationResult>>> VerificationsAsync(string vendor, CancellationToken cancellationToken) =>
        AskAsync($"api/pms/{Uri.EscapeDataString(vendor)}/verifications?limit=200", ContractsJson.Default.IReadOnlyListVerificationResult, cancellationToken);

    public Task<Answer<Page<SyncRunView>>> RunsAsync(string? after, CancellationToken cancellationToken) =>
        AskAsync($"api/pms/sync/runs?limit=25{After(after)}", ContractsJson.Default.PageSyncRunView, cancellationToken);

    public Task<Answer<Page<QuarantineNotice>>> QuarantineAsync(string? after, CancellationToken cancellationToken) =>
        AskAsync($"api/ledger/quarantine?limit=50{After(after)}", ContractsJson.Default.PageQuarantineNotice, cancellationToken);

    /// <param name="by">phone, email or booking.</param>
    /// <param name="value">What was entered.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    public Task<Answer<GuestContextAnswer>> ContextAsync(string by, string value, CancellationToken cancellationToken) =>
        AskAsync($"api/context?{by}={Uri.EscapeDataString(value)}", ContractsJson.Default.GuestContextAnswer, cancellationToken);

    public Task<Answer<SyncAnswer>> SyncAsync(string entity, string vendor, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        $"api/pms/sync/{entity}",
        Own,
        JsonContent.Create(new SyncRequest { Provider = vendor }, ContractsJson.Default.SyncRequest),
        ContractsJson.Default.SyncAnswer,
        cancellationToken);

    private Credential? Own => Credential.Of(accessor.HttpContext?.User);

    private static string After(string? after) => after is null ? "" : $"&after={Uri.EscapeDataString(after)}";

    private Task<Answer<T>> AskAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, Own, body: null, type, cancellationToken);

    /// <summary>Asks with a credential, or as nobody.</summary>
    internal async Task<Answer<T>> SendAsync<T>(
        HttpMethod method, string path, Credential? credential, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        credential?.AddTo(request.Headers);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.NoContent)
                return new Answer<T> { Status = response.StatusCode };
            return response.IsSuccessStatusCode
                ? new Answer<T>(await response.Content.ReadFromJsonAsync(type, cancellationToken)) { Status = response.StatusCode }
                : new Answer<T>(Problem: await ReasonAsync(response, cancellationToken)) { Status = response.StatusCode };
        }
        catch (JsonException)
        {
            return new Answer<T>(Problem: "The gateway gave an answer that this version of the console cannot read.");
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Answer<T>(Problem: "The gateway does not answer. Nothing is lost; try again in a moment.");
        }
    }

    /// <summary>The gateway's problem details say what is wrong in a sentence for people.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var problem = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            foreach (var member in (string[])["reason", "detail", "title"])
            {
                if (problem.RootElement.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } reason)
                    return reason;
            }
        }
        catch (JsonException)
        {
            // Whatever stands between answered in its own words; the status has to do.
        }

        return $"The gateway answered {(int)response.StatusCode}.";
    }
}

/// <summary>What the gateway answered, or why it did not.</summary>
/// <param name="Value">The answer; null when there is a problem.</param>
/// <param name="Problem">One sentence for the operator; null when there is an answer.</param>
internal sealed record Answer<T>(T? Value = default, string? Problem = null)
{
    /// <summary>The gateway's status; null when it did not answer.</summary>
    public HttpStatusCode? Status { get; init; }
}
