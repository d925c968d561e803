using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.Contracts.Verifications;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Cli.Demo;

/// <summary>The platform as its users see it: through the gateway, with an API key.</summary>
internal sealed class GatewayClient : IDisposable
{
    private static readonly TimeSpan MostPickUp = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public GatewayClient(string address, string apiKey)
    {
        _http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Add("x-api-key", apiKey);
    }

    /// <summary>Asks for a whole sync and returns when the run has ended, however long it takes.</summary>
    public Task<SyncRunView> SyncAsync(
        string entity, string provider, Action<SyncCounts> progress, CancellationToken cancellationToken, DateTimeOffset? since = null) => FollowAsync(
        entity, new SyncRequest { Provider = provider, Since = since?.ToString("O", CultureInfo.InvariantCulture) }, progress, cancellationToken);

    /// <summary>The same for a hotel that was connected a moment ago: its connector learns of it within seconds, and until then knows no such hotel.</summary>
    public Task<SyncRunView> FirstSyncAsync(string entity, string provider, Action<SyncCounts> progress, CancellationToken cancellationToken) =>
        FollowAsync(entity, new SyncRequest { Provider = provider }, progress, cancellationToken, MostPickUp);

    /// <summary>Reconciles one kind with the vendor and returns when the run has ended.</summary>
    public async Task<SyncRunView> ReconcileAsync(string entity, string provider, CancellationToken cancellationToken, bool force = false) => await FollowAsync(
        entity, new SyncRequest { Provider = provider, Mode = "reconcile", Force = force ? true : null }, _ => { }, cancellationToken);

    /// <summary>Compares the vendor with the ledger and returns when that is done, however long it takes.</summary>
    public async Task<VerificationView> VerifyAsync(string provider, string? entity, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(
            $"/api/pms/{provider}/verifications", new VerificationRequest { Entity = entity }, ContractsJson.Default.VerificationRequest, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
            throw new CommandFailedException($"Verifying {provider} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");

        var view = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.VerificationView, cancellationToken))!;
        while (!view.Ended)
        {
            await Task.Delay(500, cancellationToken);
            view = (await _http.GetFromJsonAsync(view.Address, ContractsJson.Default.VerificationView, cancellationToken))!;
        }

        return view;
    }

    /// <summary>Everything the ledger holds of one kind and connection.</summary>
    public async IAsyncEnumerable<LedgerEntry> LedgerAsync(string entity, string connectionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var path = $"/api/ledger/{entity}?connectionId={Uri.EscapeDataString(connectionId)}&limit=1000{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
            var page = (await _http.GetFromJsonAsync(path, ContractsJson.Default.PageLedgerEntry, cancellationToken))!;
            foreach (var entry in page.Items)
                yield return entry;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>What the ledger counted, by connection and kind.</summary>
    public async Task<IReadOnlyList<LedgerStatistics>> StatisticsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync("/api/ledger/statistics", ContractsJson.Default.PageLedgerStatistics, cancellationToken))!.Items;

    /// <summary>Who is calling? Null when nobody is known by that number.</summary>
    public Task<JsonElement?> ContextAsync(string phone, CancellationToken cancellationToken) => ContextAsync("phone", phone, cancellationToken);

    /// <summary>Who is that? Null when nobody is found.</summary>
    /// <param name="by">phone, email or booking.</param>
    /// <param name="value">What is asked for.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<JsonElement?> ContextAsync(string by, string value, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync($"/api/context?{by}={Uri.EscapeDataString(value)}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(DemoJson.Default.JsonElement, cancellationToken);
    }

    /// <summary>One booking as the vendor has it, or as it was last seen.</summary>
    public Task<JsonElement> ReadBookingAsync(string provider, string booking, CancellationToken cancellationToken) =>
        _http.GetFromJsonAsync($"/api/pms/{provider}/bookings/{Uri.EscapeDataString(booking)}", DemoJson.Default.JsonElement, cancellationToken);

    /// <summary>Content hash of the ledger's current version; null when it has none.</summary>
    public async Task<string?> LedgerHashAsync(string connectionId, string booking, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync($"/api/ledger/bookings/{connectionId}/{Uri.EscapeDataString(booking)}", cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : (await response.Content.ReadFromJsonAsync(ContractsJson.Default.LedgerEntry, cancellationToken))!.Version.ContentHash;
    }

    /// <summary>Asks for a write to the PMS.</summary>
    public async Task<WriteBackAnswer> WriteAsync(WriteBackRequest write, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pms/write-backs") { Content = JsonContent.Create(write, ContractsJson.Default.WriteBackRequest) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.Accepted
            ? (await response.Content.ReadFromJsonAsync(ContractsJson.Default.WriteBackAnswer, cancellationToken))!
            : throw new CommandFailedException($"The {write.Kind} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>Where a write stands.</summary>
    public async Task<WriteBackView> WriteBackAsync(string address, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync(address, ContractsJson.Default.WriteBackView, cancellationToken))!;

    public void Dispose() => _http.Dispose();

    private async Task<SyncRunView> FollowAsync(
        string entity, SyncRequest request, Action<SyncCounts> progress, CancellationToken cancellationToken, TimeSpan patience = default)
    {
        var provider = request.Provider;
        using var response = await StartAsync(entity, request, patience, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
            throw new CommandFailedException($"Syncing {entity} of {provider} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");

        var answer = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.SyncAnswer, cancellationToken))!;
        var address = answer.Address ?? $"/api/pms/sync/{provider}/runs/{answer.SyncLogId}";
        while (true)
        {
            var run = (await _http.GetFromJsonAsync(address, ContractsJson.Default.SyncRunView, cancellationToken))!;
            progress(run.Counts);
            if (run.State is SyncRunState.Completed)
                return run;
            if (run.State is SyncRunState.Failed)
                throw new CommandFailedException($"Syncing {entity} of {provider} failed, {run.ErrorKind}: {run.Reason}");
            await Task.Delay(500, cancellationToken);
        }
    }

    /// <summary>Asks for a sync, again and again while the platform says that there is no such connection, as long as the patience lasts.</summary>
    private async Task<HttpResponseMessage> StartAsync(string entity, SyncRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, cancellationToken))
        {
            var response = await _http.PostAsJsonAsync($"/api/pms/sync/{entity}", request, ContractsJson.Default.SyncRequest, cancellationToken);
            if (response.StatusCode is not HttpStatusCode.NotFound || waited.Elapsed >= patience)
                return response;
            response.Dispose();
        }
    }
}
