using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>The connector service with <see cref="WritingConnector"/> on real servers, as many replicas as wanted; can be stopped and started on the same state.</summary>
internal sealed class WritesUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, string?> _configuration;
    private readonly List<(WebApplication App, HttpClient Client)> _replicas = [];
    private int _keys;

    private WritesUnderTest(WriteVendor vendor, EventSink events, Dictionary<string, string?> configuration)
    {
        Vendor = vendor;
        Events = events;
        _configuration = configuration;
    }

    public WriteVendor Vendor { get; }

    public EventSink Events { get; }

    public CapturedLogs Logs { get; } = new();

    public string Database => _configuration["ConnectionStrings:connectors"]!;

    public HttpClient Client => _replicas[0].Client;

    public static async Task<WritesUnderTest> StartAsync(
        SharedServers servers, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? options = null, int replicas = 1, string? database = null,
        string? amqp = null)
    {
        amqp ??= await servers.FreshVirtualHostAsync(cancellationToken);
        var vendor = await WriteVendor.StartAsync(cancellationToken);
        var configuration = new Dictionary<string, string?>(TestKeys.Configuration, StringComparer.Ordinal)
        {
            ["ConnectionStrings:connectors"] = database ?? await servers.ConnectorsDatabaseAsync("writing", cancellationToken),
            ["ConnectionStrings:messaging"] = amqp,
            ["Pms:Schedules:Enabled"] = "false",
            ["Pms:WriteBacks:FirstBackoff"] = "00:00:00.05",
            ["Pms:WriteBacks:LongestBackoff"] = "00:00:00.4",
            ["Pms:WriteBacks:LookAfter"] = "00:00:00.1",
            ["Pms:WriteBacks:ClaimLength"] = "00:00:02",
            ["Pms:WriteBacks:Poll"] = "00:00:00.1",
        };
        foreach (var (name, value) in options ?? new Dictionary<string, string>(StringComparer.Ordinal))
            configuration[$"Pms:WriteBacks:{name}"] = value;
        foreach (var (number, hotel) in new[] { "one", "two" }.Index())
        {
            configuration[$"Pms:Hotels:{number}:Id"] = $"htl_{hotel}";
            configuration[$"Pms:Hotels:{number}:Slug"] = hotel;
            configuration[$"Pms:Hotels:{number}:Name"] = $"Hotel {hotel}";
            configuration[$"Pms:Hotels:{number}:TimeZone"] = "Europe/Budapest";
            configuration[$"Pms:Hotels:{number}:Currency"] = "EUR";
            configuration[$"Pms:Connections:{number}:Id"] = $"con_{hotel}";
            configuration[$"Pms:Connections:{number}:HotelId"] = $"htl_{hotel}";
            configuration[$"Pms:Connections:{number}:Vendor"] = "writing";
            configuration[$"Pms:Connections:{number}:Endpoint"] = vendor.Url;
            configuration[$"Pms:Connections:{number}:Settings:key"] = "s3cret-key";
        }

        var under = new WritesUnderTest(vendor, await EventSink.ListenAsync(amqp, cancellationToken), configuration);
        for (var replica = 0; replica < replicas; replica++)
            await under.StartAsync(cancellationToken);
        return under;
    }

    /// <summary>Starts one more replica.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var app = Build();
        await app.StartAsync(cancellationToken);
        _replicas.Add((app, Authorised(app, "htl_one")));
    }

    /// <summary>One more replica that does nothing by itself.</summary>
    public WebApplication Build() => ConnectorHost.Build<WritingConnector>([], builder =>
    {
        builder.Configuration.AddInMemoryCollection(_configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Logs);
    });

    public async Task StopAsync()
    {
        foreach (var (app, client) in _replicas)
        {
            client.Dispose();
            await app.DisposeAsync();
        }

        _replicas.Clear();
    }

    /// <summary>The service as a caller with these hotels sees it.</summary>
    public HttpClient As(params string[] hotelIds) => Authorised(_replicas[0].App, hotelIds);

    public T Service<T>()
        where T : notnull => _replicas[0].App.Services.GetRequiredService<T>();

    /// <summary>Sends a request as the gateway would.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/write-backs") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request, cancellationToken);
    }

    /// <summary>Has a write accepted.</summary>
    public async Task<WriteBackView> AcceptAsync(string body, CancellationToken cancellationToken, string? key = null, int replica = 0)
    {
        using var response = await PostAsync(_replicas[replica].Client, body, key ?? $"key-{Interlocked.Increment(ref _keys)}", cancellationToken);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(cancellationToken));
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.WriteBackAnswer, cancellationToken))!.WriteBack;
    }

    public Task<WriteBackView> ChargeAsync(CancellationToken cancellationToken, string booking = "b1") => AcceptAsync(Requests.Charge(booking), cancellationToken);

    public async Task<WriteBackView> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await Client.GetFromJsonAsync($"/write-backs/{id}", ContractsJson.Default.WriteBackView, cancellationToken))!;

    /// <summary>The write once it is in a state.</summary>
    public async Task<WriteBackView> InAsync(Guid id, WriteBackState state, CancellationToken cancellationToken)
    {
        WriteBackView? view = null;
        await Eventually.TrueAsync(async () => (view = await FindAsync(id, cancellationToken)).State == state, Soon, $"the write-back is {state}", cancellationToken);
        return view!;
    }

    public Task EventuallyAsync(Func<bool> condition, string what, CancellationToken cancellationToken) => Eventually.TrueAsync(condition, Soon, what, cancellationToken);

    /// <summary>Settlements that were heard of one write.</summary>
    public IReadOnlyList<JsonElement> SettlementsOf(Guid id) =>
        [.. Events.Of("pms.writeback.settled").Where(message => message.GetProperty("writeBackId").GetGuid() == id)];

    public IReadOnlyList<string> Alerts => [.. Events.Of("pms.alert.raised").Select(message => message.GetProperty("kind").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Events.DisposeAsync();
        await Vendor.DisposeAsync();
    }

    private static HttpClient Authorised(WebApplication app, params string[] hotelIds)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
        var signer = app.Services.GetRequiredService<IdentitySigner>();
        client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, signer.Sign(new CallerIdentity("test", hotelIds), TimeSpan.FromHours(1)));
        return client;
    }
}

/// <summary>Bodies that are right.</summary>
internal static class Requests
{
    public static string Note(string booking = "b1", string text = "Late arrival") => $$"""{"kind":"Note","bookingId":"{{booking}}","note":"{{text}}"}""";

    public static string Charge(string booking = "b1", long minor = 1250) =>
        $$$"""{"kind":"Charge","bookingId":"{{{booking}}}","charge":{"amount":{"minorUnits":{{{minor}}},"currency":"EUR"},"title":"Minibar"}}""";

    public static string Checkout(string booking = "b1", string time = "12:30") => $$"""{"kind":"CheckoutTime","bookingId":"{{booking}}","checkoutTime":"{{time}}"}""";

    public static string Housekeeping(string room = "r1", string status = "Clean") => $$"""{"kind":"Housekeeping","roomId":"{{room}}","housekeeping":"{{status}}"}""";
}
