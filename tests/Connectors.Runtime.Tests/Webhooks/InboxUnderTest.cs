using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

/// <summary>The whole connector service with a <see cref="HookConnector{TProof}"/>, on real servers; replicas and restarts work on the same state.</summary>
internal sealed class InboxUnderTest<TProof> : IAsyncDisposable
    where TProof : IHookProof
{
    public const string AddressToken = "0123456789abcdef01234567";
    public const string Secret = "a secret that signs";

    private readonly Dictionary<string, string?> _configuration;
    private readonly List<WebApplication> _apps = [];
    private HttpClient? _client;

    private InboxUnderTest(FakeVendor vendor, EventSink? events, Dictionary<string, string?> configuration)
    {
        Vendor = vendor;
        Sink = events;
        _configuration = configuration;
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(configuration["ConnectionStrings:connectors"]) { SearchPath = "hook" });
    }

    public FakeVendor Vendor { get; }

    public EventSink? Sink { get; private set; }

    public EventSink Events => Sink!;

    public CapturedLogs Logs { get; } = new();

    public NpgsqlDataSource Database { get; }

    public Uri Address => _client!.BaseAddress!;

    public static async Task<InboxUnderTest<TProof>> StartAsync(
        SharedServers servers, CancellationToken cancellationToken, Action<Dictionary<string, string?>>? configure = null, string? amqp = null, string? database = null)
    {
        var vendor = await FakeVendor.StartAsync(cancellationToken);
        amqp ??= await servers.FreshVirtualHostAsync(cancellationToken);
        var configuration = new Dictionary<string, string?>(TestKeys.Configuration, StringComparer.Ordinal)
        {
            ["ConnectionStrings:connectors"] = database ?? await servers.ConnectorsDatabaseAsync("hook", cancellationToken),
            ["ConnectionStrings:messaging"] = amqp,
            ["Pms:Schedules:Enabled"] = "false",
            ["Pms:Inbox:PollInterval"] = "00:00:00.2",
            ["Pms:Inbox:FirstRest"] = "00:00:00.3",
        };
        foreach (var (index, (hotel, zone)) in (((string, string)[])[("one", "Europe/Budapest"), ("two", "Asia/Tokyo")]).Index())
        {
            var at = $"Pms:Hotels:{index}:";
            (configuration[at + "Id"], configuration[at + "Slug"], configuration[at + "Name"]) = ("htl_" + hotel, hotel, "Hotel " + hotel);
            (configuration[at + "TimeZone"], configuration[at + "Currency"]) = (zone, "EUR");
        }

        Connect(configuration, 0, "one", vendor.Url, AddressToken);
        configure?.Invoke(configuration);
        var inbox = new InboxUnderTest<TProof>(vendor, await EventSink.ListenAsync(amqp, cancellationToken), configuration);
        await inbox.StartAsync(cancellationToken);
        return inbox;
    }

    /// <summary>Configures one more connection.</summary>
    public static void Connect(Dictionary<string, string?> configuration, int index, string hotel, string endpoint, string token, string? account = null)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"Pms:Connections:{index}:");
        configuration[at + "Id"] = "con_" + hotel;
        configuration[at + "HotelId"] = "htl_" + hotel;
        configuration[at + "Vendor"] = "hook";
        configuration[at + "Endpoint"] = endpoint;
        configuration[at + "Settings:webhookToken"] = token;
        configuration[at + "Settings:signingSecret"] = Secret;
        configuration[at + "Settings:hookUser"] = "vendor";
        configuration[at + "Settings:hookPassword"] = Secret;
        if (account is not null)
            configuration[at + "Settings:account"] = account;
    }

    /// <summary>Starts a replica; requests go to the last one.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var app = ConnectorHost.Build<HookConnector<TProof>>([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(_configuration);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
            builder.Logging.AddProvider(Logs);
        });
        await app.StartAsync(cancellationToken);
        _apps.Add(app);
        _client?.Dispose();
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task StopAsync()
    {
        foreach (var app in _apps)
            await app.DisposeAsync();
        _apps.Clear();
    }

    public T Service<T>()
        where T : notnull => _apps[^1].Services.GetRequiredService<T>();

    /// <summary>Delivers as the vendor would, signed now unless told otherwise.</summary>
    public Task<HttpResponseMessage> DeliverAsync(
        string body, CancellationToken cancellationToken, string? token = AddressToken, string secret = Secret, DateTimeOffset? at = null,
        string contentType = "application/json", string user = "vendor")
    {
        var seconds = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        var request = new HttpRequestMessage(HttpMethod.Post, token is null ? "/webhooks" : $"/webhooks/{token}")
        {
            Content = new StringContent(body, Encoding.UTF8),
            Headers = { { "X-Signature", "sha256=" + Convert.ToHexStringLower(signature) }, { "X-Time", seconds } },
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));
        return _client!.SendAsync(request, cancellationToken);
    }

    public async Task AcceptedAsync(string body, CancellationToken cancellationToken, string? token = AddressToken)
    {
        using var answer = await DeliverAsync(body, cancellationToken, token);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Posts a booking in the vendor-neutral form.</summary>
    public Task<HttpResponseMessage> PostNeutralAsync(
        string body, CancellationToken cancellationToken, string token = AddressToken, string? slug = "one", string? correlation = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/neutral/bookings") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-provider-token", token);
        if (slug is not null)
            request.Headers.Add("x-hotel-slug", slug);
        if (correlation is not null)
            request.Headers.Add("x-correlation-id", correlation);
        return _client!.SendAsync(request, cancellationToken);
    }

    /// <summary>Calls the inbox as the gateway would for a caller of some hotels.</summary>
    public Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, CancellationToken cancellationToken, object? body = null, params string[] hotels)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        var identity = new CallerIdentity("test", hotels.Length > 0 ? hotels : ["htl_one"]);
        request.Headers.Add(IdentitySigner.HeaderName, Service<IdentitySigner>().Sign(identity, TimeSpan.FromMinutes(5)));
        return _client!.SendAsync(request, cancellationToken);
    }

    public async Task<Page<InboxEntry>> ListAsync(CancellationToken cancellationToken, string query = "", params string[] hotels)
    {
        using var answer = await CallAsync(HttpMethod.Get, "/inbox" + query, cancellationToken, body: null, hotels);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(InboxJson.Default.PageInboxEntry, cancellationToken))!;
    }

    /// <summary>Waits until so many deliveries stand in a state.</summary>
    public async Task<IReadOnlyList<InboxEntry>> UntilAsync(InboxState state, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<InboxEntry> entries = [];
        await Eventually.TrueAsync(
            async () => (entries = (await ListAsync(cancellationToken, $"?limit=500&state={state}", "htl_one", "htl_two")).Items).Count >= count,
            TimeSpan.FromSeconds(30),
            $"{count} deliveries are {state}",
            cancellationToken);
        Assert.Equal(count, entries.Count);
        return entries;
    }

    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Answers questions for bookings with those of these ids that there are.</summary>
    public void HasBookings(Func<string, bool>? has = null) => Vendor.Answer = http =>
    {
        var ids = http.Request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Where(has ?? (_ => true));
        return FakeVendor.JsonAsync(http, $$"""{"bookings":[{{string.Join(',', ids.Select(id => Booking(id)))}}]}""");
    };

    public static string Booking(string id, string status = "booked", string? modified = "2030-01-02T03:04:05Z", string arrival = "2030-02-01") =>
        JsonSerializer.Serialize(new { id, arrival, status, modified });

    public static string Whole(string? deliveryId, params string[] bookings) =>
        $$"""{"id":{{JsonSerializer.Serialize(deliveryId)}},"bookings":[{{string.Join(',', bookings)}}]}""";

    public static string Naming(params string[] ids) => JsonSerializer.Serialize(new { changed = ids });

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await StopAsync();
        if (Sink is not null)
            await Sink.DisposeAsync();
        await Vendor.DisposeAsync();
        await Database.DisposeAsync();
    }
}
