using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>The whole connector service with <see cref="ScriptConnector"/>, on real servers; can be stopped and started on the same state.</summary>
internal sealed class RuntimeUnderTest : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _configuration;
    private WebApplication? _app;
    private HttpClient? _client;
    private bool _isReplica;
    private Func<Action<WebApplicationBuilder>, WebApplication> _build = configure => ConnectorHost.Build<ScriptConnector>([], configure);

    private RuntimeUnderTest(FakeVendor vendor, EventSink sink, Dictionary<string, string?> configuration)
    {
        Vendor = vendor;
        Events = sink;
        _configuration = configuration;
    }

    public FakeVendor Vendor { get; }

    public EventSink Events { get; }

    public CapturedLogs Logs { get; } = new();

    public static async Task<RuntimeUnderTest> StartAsync(
        SharedServers servers, CancellationToken cancellationToken, bool schedules = false, int connections = 1, Action<Dictionary<string, string?>>? configure = null,
        Func<Action<WebApplicationBuilder>, WebApplication>? build = null, params (string Key, string Value)[] more)
    {
        var amqp = await servers.FreshVirtualHostAsync(cancellationToken);
        var vendor = await FakeVendor.StartAsync(cancellationToken);
        var configuration = new Dictionary<string, string?>(TestKeys.Configuration, StringComparer.Ordinal)
        {
            ["ConnectionStrings:connectors"] = await servers.ConnectorsDatabaseAsync("script", cancellationToken),
            ["ConnectionStrings:messaging"] = amqp,
            ["Pms:Hotels:0:Id"] = "htl_one",
            ["Pms:Hotels:0:Slug"] = "one",
            ["Pms:Hotels:0:Name"] = "Hotel One",
            ["Pms:Hotels:0:TimeZone"] = "Europe/Budapest",
            ["Pms:Hotels:0:Currency"] = "EUR",
            ["Pms:Connections:0:Id"] = "con_one",
            ["Pms:Connections:0:HotelId"] = "htl_one",
            ["Pms:Connections:0:Vendor"] = "script",
            ["Pms:Connections:0:Endpoint"] = vendor.Url,
            ["Pms:Connections:0:Settings:key"] = "s3cret-key",
            ["Pms:Schedules:Enabled"] = schedules ? "true" : "false",
        };
        for (var number = 1; number < connections; number++)
        {
            foreach (var (key, value) in configuration.Where(entry => entry.Key.StartsWith("Pms:Connections:0:", StringComparison.Ordinal)).ToList())
                configuration[key.Replace(":0:", $":{number}:", StringComparison.Ordinal)] = key.EndsWith(":Id", StringComparison.Ordinal) ? $"con_{number}" : value;
        }

        configure?.Invoke(configuration);
        foreach (var (key, value) in more)
            configuration[key] = value;

        var runtime = new RuntimeUnderTest(vendor, await EventSink.ListenAsync(amqp, cancellationToken), configuration);
        runtime._build = build ?? runtime._build;
        await runtime.StartAsync(cancellationToken);
        return runtime;
    }

    /// <summary>One that has its hotels and connections from a registry, and none of its own.</summary>
    public static async Task<RuntimeUnderTest> FollowAsync(
        SharedServers servers, Uri registry, string amqp, CancellationToken cancellationToken, string trusted = "http://127.0.0.1")
    {
        var configuration = new Dictionary<string, string?>(TestKeys.Configuration, StringComparer.Ordinal)
        {
            ["ConnectionStrings:connectors"] = await servers.ConnectorsDatabaseAsync("script", cancellationToken),
            ["ConnectionStrings:messaging"] = amqp,
            ["services:connections:http:0"] = registry.ToString(),
            ["Connections:TrustedEndpoints:0"] = trusted,
        };
        var runtime = new RuntimeUnderTest(await FakeVendor.StartAsync(cancellationToken), await EventSink.ListenAsync(amqp, cancellationToken), configuration);
        await runtime.StartAsync(cancellationToken);
        return runtime;
    }

    /// <summary>Another process of the same service, as far as the database can tell.</summary>
    public async Task<RuntimeUnderTest> StartReplicaAsync(CancellationToken cancellationToken)
    {
        var replica = new RuntimeUnderTest(Vendor, Events, _configuration) { _isReplica = true };
        await replica.StartAsync(cancellationToken);
        return replica;
    }

    /// <summary>A service of the registration.</summary>
    public T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _app = _build(builder =>
        {
            builder.Configuration.AddInMemoryCollection(_configuration);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(Logs);
        });
        await _app.StartAsync(cancellationToken);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
        var signer = _app.Services.GetRequiredService<IdentitySigner>();
        _client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, signer.Sign(new CallerIdentity("test", ["htl_one", "htl_live"]), TimeSpan.FromHours(1)));
    }

    public async Task StopAsync()
    {
        _client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Asks for a sync as the gateway would.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body, CancellationToken cancellationToken) =>
        _client!.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), cancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) => _client!.GetAsync(path, cancellationToken);

    public async Task<SyncAnswer> SyncAsync(CancellationToken cancellationToken, string body = "{}")
    {
        using var response = await PostAsync("/sync/bookings", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.SyncAnswer, cancellationToken))!;
    }

    public async Task<SyncRunView> RunAsync(Guid id, CancellationToken cancellationToken) =>
        (await _client!.GetFromJsonAsync($"/sync/runs/{id}", ContractsJson.Default.SyncRunView, cancellationToken))!;

    public async Task<JsonElement> QuarantineAsync(CancellationToken cancellationToken, bool resolved = false) =>
        await _client!.GetFromJsonAsync<JsonElement>($"/quarantine?resolved={resolved}", cancellationToken);

    public Task<HttpResponseMessage> GetAnonymouslyAsync(string path, CancellationToken cancellationToken) =>
        new HttpClient { BaseAddress = _client!.BaseAddress }.GetAsync(path, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_isReplica)
            return;
        await Events.DisposeAsync();
        await Vendor.DisposeAsync();
    }
}
