using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>A vendor's whole connector service on real servers, connected to one hotel of the sandbox; can be stopped and started on the same state.</summary>
internal sealed class ConnectorUnderTest<TConnector> : IAsyncDisposable
    where TConnector : IPmsConnector
{
    private const string HotelId = "htl_test";
    private const string ConnectionId = "con_test";

    private readonly Dictionary<string, string?> _configuration;
    private WebApplication? _app;
    private HttpClient? _client;

    private ConnectorUnderTest(VendorDoor door, Heard heard, Dictionary<string, string?> configuration)
    {
        Door = door;
        Heard = heard;
        Writes = new WriteCalls(() => _client!);
        _configuration = configuration;
    }

    public VendorDoor Door { get; }

    /// <summary>Where the service listens.</summary>
    public Uri Url => _client!.BaseAddress!;

    public Heard Heard { get; }

    public WriteCalls Writes { get; }

    public CapturedLogs Logs { get; } = new();

    public static async Task<ConnectorUnderTest<TConnector>> StartAsync(
        ConformanceBench bench, SandboxHotel hotel, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? credentials = null)
    {
        var amqp = await bench.Servers.FreshVirtualHostAsync(cancellationToken);
        var door = await VendorDoor.OpenAsync(hotel.SandboxUrl, cancellationToken);
        var configuration = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:connectors"] = await bench.ConnectorsDatabaseAsync(TConnector.Descriptor.Slug, cancellationToken),
            ["ConnectionStrings:messaging"] = amqp,
            ["Pms:InternalKey"] = Key(7),
            ["Pms:DataKey"] = Key(11),
            ["Pms:Schedules:Enabled"] = "false",
            ["Pms:Hotels:0:Id"] = HotelId,
            ["Pms:Hotels:0:Slug"] = "test",
            ["Pms:Hotels:0:Name"] = "Test Hotel",
            ["Pms:Hotels:0:TimeZone"] = hotel.Order.TimeZone,
            ["Pms:Hotels:0:Currency"] = hotel.Order.Currency,
            ["Pms:Connections:0:Id"] = ConnectionId,
            ["Pms:Connections:0:HotelId"] = HotelId,
            ["Pms:Connections:0:Vendor"] = TConnector.Descriptor.Slug,
            ["Pms:Connections:0:Endpoint"] = $"{door.Url}/{hotel.Endpoint}",
            ["Pms:Connections:0:WithoutLimits"] = hotel.Order.WithLimits ? "false" : "true",
            ["Connections:TrustedEndpoints:0"] = door.Url.ToString(),
        };
        WriteCalls.Hurry(configuration);
        foreach (var (name, value) in credentials ?? hotel.Credentials)
            configuration[$"Pms:Connections:0:Settings:{name}"] = value;

        var connector = new ConnectorUnderTest<TConnector>(door, await Heard.ListenAsync(amqp, cancellationToken), configuration);
        await connector.StartAsync(cancellationToken);
        return connector;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _app = ConnectorHost.Build<TConnector>([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(_configuration);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
            builder.Logging.AddProvider(Logs);
        });
        await _app.StartAsync(cancellationToken);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromMinutes(1) };
        var signer = _app.Services.GetRequiredService<IdentitySigner>();
        _client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, signer.Sign(new CallerIdentity("conformance", [HotelId]), TimeSpan.FromHours(1)));
    }

    /// <summary>Tries credentials once, as somebody who sets a connection up.</summary>
    public Task<ConnectionTrialResult> TryAsync(IReadOnlyDictionary<string, string> credentials, CancellationToken cancellationToken) =>
        _app!.Services.GetRequiredService<ConnectionTrials>().RunAsync(
            new ConnectionTrial
            {
                TimeZone = _configuration["Pms:Hotels:0:TimeZone"]!,
                Currency = _configuration["Pms:Hotels:0:Currency"]!,
                Endpoint = new Uri(_configuration["Pms:Connections:0:Endpoint"]!),
                Settings = credentials,
            },
            TimeZoneInfo.FindSystemTimeZoneById(_configuration["Pms:Hotels:0:TimeZone"]!),
            cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _client?.Dispose();
        if (_app is null)
            return;
        await _app.StopAsync(cancellationToken);
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>The vendor's connector as the service made it.</summary>
    public IPmsConnector Connector => _app!.Services.GetRequiredService<ConnectionRegistry>().OfHotels([HotelId]).Single().Connector;

    /// <summary>Asks for a sync and waits for its end, up to two minutes.</summary>
    public Task<SyncRunView> SyncAsync(string entity, CancellationToken cancellationToken, string? since = null) =>
        RunAsync(entity, new SyncRequest { Since = since }, cancellationToken);

    /// <summary>Asks for a reconciliation and waits for its end, up to two minutes.</summary>
    public Task<SyncRunView> ReconcileAsync(string entity, CancellationToken cancellationToken) => RunAsync(entity, new SyncRequest { Mode = "reconcile" }, cancellationToken);

    /// <summary>Asks for a sync and gives the answer as it came.</summary>
    public Task<HttpResponseMessage> AskAsync(string entity, CancellationToken cancellationToken) =>
        _client!.PostAsJsonAsync($"/sync/{entity}", new SyncRequest(), ContractsJson.Default.SyncRequest, cancellationToken);

    /// <summary>Asks for a sync without waiting.</summary>
    public Task BeginAsync(string entity, CancellationToken cancellationToken) =>
        _client!.PostAsJsonAsync($"/sync/{entity}", new SyncRequest(), ContractsJson.Default.SyncRequest, cancellationToken)
            .ContinueWith(static sent => sent.IsCompletedSuccessfully ? sent.Result : null, TaskScheduler.Default);

    /// <summary>The newest run, once it has ended.</summary>
    public async Task<SyncRunView> NewestEndedAsync(CancellationToken cancellationToken)
    {
        var runs = await _client!.GetFromJsonAsync("/sync/runs?limit=1", ContractsJson.Default.IReadOnlyListSyncRunView, cancellationToken);
        return await EndOfAsync(runs!.Single().Id, cancellationToken);
    }

    /// <summary>
    /// Waits until every delivery is settled. What is heard was published before that: a sync that comes between reads the same once more and publishes it
    /// again as the same version, which is right but no matter of the test.
    /// </summary>
    public Task InboxSettledAsync(CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () => (await _client!.GetFromJsonAsync<JsonElement>("/inbox?state=Received&limit=1", cancellationToken)).GetProperty("items").GetArrayLength() == 0,
        TimeSpan.FromSeconds(30),
        "every delivery is settled",
        cancellationToken);

    public Task<JsonElement> QuarantineAsync(CancellationToken cancellationToken) => _client!.GetFromJsonAsync<JsonElement>("/quarantine", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await Heard.DisposeAsync();
        await Door.DisposeAsync();
    }

    private async Task<SyncRunView> RunAsync(string entity, SyncRequest request, CancellationToken cancellationToken)
    {
        using var response = await _client!.PostAsJsonAsync($"/sync/{entity}", request, ContractsJson.Default.SyncRequest, cancellationToken);
        response.EnsureSuccessStatusCode();
        var id = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.SyncAnswer, cancellationToken))!.SyncLogId;
        return await EndOfAsync(id, cancellationToken);
    }

    private async Task<SyncRunView> EndOfAsync(Guid id, CancellationToken cancellationToken)
    {
        SyncRunView? run = null;
        await Eventually.TrueAsync(
            async () =>
            {
                run = await _client!.GetFromJsonAsync($"/sync/runs/{id}", ContractsJson.Default.SyncRunView, cancellationToken);
                return run!.State is SyncRunState.Completed or SyncRunState.Failed;
            },
            TimeSpan.FromMinutes(2),
            "the run has ended",
            cancellationToken);
        return run!;
    }

    private static string Key(int factor) => Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)(number * factor))]);
}
