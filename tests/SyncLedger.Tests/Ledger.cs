using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Entities;
using PmsPlatform.TestKit;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>The whole service on its own database and virtual host, with a clock that tests move. One for each test class.</summary>
public sealed class Ledger(SharedServers servers) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private Host? _host;

    /// <summary>Noon of 1 June 2030, UTC.</summary>
    public ManualTime Time { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public string Amqp { get; private set; } = "";

    public string ConnectionString { get; private set; } = "";

    public IServiceProvider Services => _host!.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public static IReadOnlyList<KeyValuePair<string, string>> Settings { get; } =
    [
        new("Pms:InternalKey", "an-internal-key-that-is-only-used-by-tests"),
        new("Pms:DataKey", Convert.ToBase64String([.. Enumerable.Range(7, 32).Select(value => (byte)value)])),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await servers.FreshDatabaseAsync(Cancellation);
        Amqp = await servers.FreshVirtualHostAsync(Cancellation);
        _host = new Host(this);
        _host.CreateDefaultClient().Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    /// <summary>Over the broker, as connectors do; the events' own type, not the ledger's view of it.</summary>
    public Task PublishAsync<T>(params T[] events)
        where T : class => Services.GetRequiredService<IBus>().PublishAllAsync(events, Delivery.Required, Cancellation);

    /// <summary>Waits until so many versions of a connection were counted.</summary>
    public Task CountedAsync(string connectionId, long versions) => Eventually.TrueAsync(
        async () => await ScalarAsync<long?>("SELECT sum(applied + unchanged + stale)::bigint FROM entity_set WHERE connection_id = $1", connectionId) == versions,
        Deadline,
        $"{versions} versions of {connectionId} are counted",
        Cancellation);

    public async Task<LedgerStatistics> StatisticsAsync(string connectionId, EntityKind entity = EntityKind.Booking, string hotelId = Make.Aurora)
    {
        var page = await GetAsync<Page<LedgerStatistics>>($"/api/ledger/statistics?connectionId={connectionId}", hotelId);
        return Assert.Single(page.Items, found => found.Entity == entity);
    }

    public async Task<T> GetAsync<T>(string address, params string[] hotels)
    {
        using var response = await SendAsync(address, hotels);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{address}: {response.StatusCode} {await response.Content.ReadAsStringAsync(Cancellation)}");
        return (T)(await response.Content.ReadFromJsonAsync(typeof(T), ContractsJson.Default, Cancellation))!;
    }

    public async Task<JsonElement> ProblemAsync(string address, HttpStatusCode status, params string[] hotels)
    {
        using var response = await SendAsync(address, hotels);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    public async Task<HttpResponseMessage> SendAsync(string address, params string[] hotels)
    {
        using var request = Request(HttpMethod.Get, address, hotels);
        return await SendAsync(request);
    }

    /// <summary>A request of a caller who holds these hotels; Aurora alone when none is named.</summary>
    public HttpRequestMessage Request(HttpMethod method, string address, params string[] hotels)
    {
        var request = new HttpRequestMessage(method, address);
        var caller = new CallerIdentity("a test", hotels.Length == 0 ? [Make.Aurora] : hotels);
        request.Headers.Add(IdentitySigner.HeaderName, Services.GetRequiredService<IdentitySigner>().Sign(caller, TimeSpan.FromMinutes(1)));
        return request;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var client = _host!.CreateDefaultClient();
        return await client.SendAsync(request, Cancellation);
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return (T)(await command.ExecuteScalarAsync(Cancellation) is { } value and not DBNull ? value : default(T))!;
    }

    /// <summary>Past the broker: the batch and nothing else in one transaction.</summary>
    internal Task WriteAsync(IReadOnlyList<Snapshot> snapshots) =>
        Services.GetRequiredService<SnapshotStore>().WriteAsync(EntityKind.Booking, snapshots, Cancellation);

    private sealed class Host(Ledger ledger) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (key, value) in Settings)
                builder.UseSetting(key, value);
            builder.UseSetting("ConnectionStrings:ledger", ledger.ConnectionString);
            builder.UseSetting("ConnectionStrings:messaging", ledger.Amqp);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(ledger.Logs));
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(ledger.Time));
        }
    }
}
