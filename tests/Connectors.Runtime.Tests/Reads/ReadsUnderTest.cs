using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

/// <summary>The whole connector service with <see cref="ReadingConnector"/> on real servers, and a clock that the test moves.</summary>
internal sealed class ReadsUnderTest : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _configuration;
    private readonly FakeVendor _endpoint;
    private WebApplication? _app;
    private HttpClient? _client;

    private ReadsUnderTest(FakeVendor endpoint, EventSink sink, ReadingVendor vendor, Dictionary<string, string?> configuration) =>
        (_endpoint, Events, Vendor, _configuration) = (endpoint, sink, vendor, configuration);

    /// <summary>Noon in Budapest.</summary>
    public ManualTime Time { get; } = new(new DateTimeOffset(2030, 6, 1, 10, 0, 0, TimeSpan.Zero));

    public ReadingVendor Vendor { get; }

    public EventSink Events { get; }

    public CapturedLogs Logs { get; } = new();

    /// <summary>What the vendor's server answers to every call: nothing but yes, unless a test says otherwise.</summary>
    public FakeVendor Endpoint => _endpoint;

    public static Task<ReadsUnderTest> StartAsync(SharedServers servers, CancellationToken cancellationToken, params (string Key, string Value)[] settings) =>
        StartAsync<ReadingConnector>(servers, cancellationToken, settings);

    public static async Task<ReadsUnderTest> StartAsync<TConnector>(SharedServers servers, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
        where TConnector : IPmsConnector
    {
        var amqp = await servers.FreshVirtualHostAsync(cancellationToken);
        var endpoint = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}"), cancellationToken);
        var key = Guid.NewGuid().ToString("N");
        var vendor = ReadingVendor.All[key] = new ReadingVendor();
        var configuration = new Dictionary<string, string?>(TestKeys.Configuration, StringComparer.Ordinal)
        {
            ["ConnectionStrings:connectors"] = await servers.ConnectorsDatabaseAsync(TConnector.Descriptor.Slug, cancellationToken),
            ["ConnectionStrings:messaging"] = amqp,
            ["Pms:Hotels:0:Id"] = "htl_one",
            ["Pms:Hotels:0:Slug"] = "one",
            ["Pms:Hotels:0:Name"] = "Hotel One",
            ["Pms:Hotels:0:TimeZone"] = "Europe/Budapest",
            ["Pms:Hotels:0:Currency"] = "EUR",
            ["Pms:Hotels:1:Id"] = "htl_two",
            ["Pms:Hotels:1:Slug"] = "two",
            ["Pms:Hotels:1:Name"] = "Hotel Two",
            ["Pms:Hotels:1:TimeZone"] = "Asia/Tokyo",
            ["Pms:Hotels:1:Currency"] = "JPY",
            ["Pms:Connections:0:Id"] = "con_one",
            ["Pms:Connections:0:HotelId"] = "htl_one",
            ["Pms:Connections:0:Vendor"] = TConnector.Descriptor.Slug,
            ["Pms:Connections:0:Endpoint"] = endpoint.Url,
            ["Pms:Connections:0:Settings:key"] = key,
            ["Pms:Connections:0:WithoutLimits"] = "true",
            ["Pms:Schedules:Enabled"] = "false",
        };
        foreach (var (name, value) in settings)
            configuration[name] = value;
        var reads = new ReadsUnderTest(endpoint, await EventSink.ListenAsync(amqp, cancellationToken), vendor, configuration);
        await reads.StartAsync<TConnector>(cancellationToken);
        return reads;
    }

    public Task StartAsync(CancellationToken cancellationToken) => StartAsync<ReadingConnector>(cancellationToken);

    public async Task StopAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _app = null;
    }

    public T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken, params string[] hotels)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (hotels is not ["nobody"])
        {
            var identity = new CallerIdentity("test", hotels.Length == 0 ? ["htl_one"] : hotels);
            request.Headers.Add(IdentitySigner.HeaderName, Service<IdentitySigner>().Sign(identity, TimeSpan.FromDays(365)));
        }

        return _client!.SendAsync(request, cancellationToken);
    }

    /// <summary>An answer that must be 200.</summary>
    public async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(path, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }

    /// <summary>Moves the clock in small steps until the answer is there, and tells how far it was moved.</summary>
    public async Task<(T Answer, TimeSpan Took)> MovingTimeAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        var began = Time.GetUtcNow();
        await Eventually.TrueAsync(
            () =>
            {
                if (!answer.IsCompleted)
                    Time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(answer.IsCompleted);
            },
            TimeSpan.FromSeconds(30),
            "there is an answer",
            cancellationToken);
        return (await answer, Time.GetUtcNow() - began);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Events.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    private async Task StartAsync<TConnector>(CancellationToken cancellationToken)
        where TConnector : IPmsConnector
    {
        _app = ConnectorHost.Build<TConnector>([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(_configuration);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace);
            builder.Logging.AddProvider(Logs);
            builder.Services.AddSingleton<TimeProvider>(Time);
        });
        await _app.StartAsync(cancellationToken);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }
}
