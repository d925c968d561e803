using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.GuestContext.Bookings;
using PmsPlatform.GuestContext.Freshness;
using PmsPlatform.GuestContext.Guests;
using PmsPlatform.GuestContext.Removals;
using PmsPlatform.GuestContext.Rooms;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace PmsPlatform.GuestContext.Tests;

/// <summary>The whole service on its own database and virtual host, with a clock that tests move. One for each test class.</summary>
public sealed class ContextService(SharedServers servers) : IAsyncLifetime
{
    private Host? _host;

    /// <summary>Noon of 1 June 2030, UTC.</summary>
    public ManualTime Time { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public string Amqp { get; private set; } = "";

    public string Database { get; private set; } = "";

    public IServiceProvider Services => _host!.Services;

    public NpgsqlDataSource DataSource => Services.GetRequiredService<NpgsqlDataSource>();

    public static IReadOnlyList<KeyValuePair<string, string>> Settings { get; } =
    [
        new("Pms:InternalKey", "an-internal-key-that-is-only-used-by-tests"),
        new("Pms:DataKey", Convert.ToBase64String([.. Enumerable.Range(7, 32).Select(value => (byte)value)])),
        .. Hotel(0, Make.Aurora, "aurora", "Europe/Budapest"),
        .. Hotel(1, Make.Harbour, "harbour", "America/New_York"),
        .. Hotel(2, "htl_kiritimati", "kiritimati", "Pacific/Kiritimati"),
        .. Hotel(3, "htl_honolulu", "honolulu", "Pacific/Honolulu"),
    ];

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Database = await servers.FreshDatabaseAsync(cancellationToken);
        Amqp = await servers.FreshVirtualHostAsync(cancellationToken);
        _host = new Host(this);
        _host.CreateDefaultClient().Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    public Task RecordAsync(params Versioned<Booking>[] items) => RecordAsync(Make.Context(), items);

    public Task RecordAsync(EventContext context, params Versioned<Booking>[] items) =>
        Consumer<RecordBookings>().RecordAsync(new BookingsChanged { Context = context, Items = items }, TestContext.Current.CancellationToken);

    public Task RecordAsync(params Versioned<Guest>[] items) => RecordAsync(Make.Context(), items);

    public Task RecordAsync(EventContext context, params Versioned<Guest>[] items) =>
        Consumer<RecordGuests>().RecordAsync(new GuestsChanged { Context = context, Items = items }, TestContext.Current.CancellationToken);

    public Task RecordAsync(params Versioned<Room>[] items) => RecordAsync(Make.Context(), items);

    public Task RecordAsync(EventContext context, params Versioned<Room>[] items) =>
        Consumer<RecordRooms>().RecordAsync(new RoomsChanged { Context = context, Items = items }, TestContext.Current.CancellationToken);

    public Task RecordAsync(RecordsRemoved removed) => Consumer<RecordRemovals>().RecordAsync(removed, TestContext.Current.CancellationToken);

    public Task RecordAsync(SyncRunCompleted completed) => Consumer<RecordFreshness>().RecordAsync(completed, TestContext.Current.CancellationToken);

    /// <summary>Over the broker, as connectors do.</summary>
    public Task PublishAsync<T>(T @event)
        where T : class => Services.GetRequiredService<IBus>().PublishAllAsync([@event], Delivery.Required, TestContext.Current.CancellationToken);

    /// <summary>The answer to a question of a caller who holds these hotels; Aurora alone when none is named. Null for 404.</summary>
    public async Task<GuestContextAnswer?> AskAsync(string query, params string[] hotels)
    {
        using var response = await SendAsync(query, hotels);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return null;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync(ContractsJson.Default.GuestContextAnswer, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(string query, params string[] hotels)
    {
        var caller = new CallerIdentity("a test", hotels.Length == 0 ? [Make.Aurora] : hotels);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/context?{query}");
        request.Headers.Add(IdentitySigner.HeaderName, Services.GetRequiredService<IdentitySigner>().Sign(caller, TimeSpan.FromMinutes(1)));
        return await SendAsync(request);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var client = _host!.CreateDefaultClient();
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> ProblemAsync(string query, HttpStatusCode status, params string[] hotels)
    {
        using var response = await SendAsync(query, hotels);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public T Consumer<T>() => ActivatorUtilities.CreateInstance<T>(Services);

    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> rows = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column))));
        return rows;
    }

    private static IEnumerable<KeyValuePair<string, string>> Hotel(int index, string id, string slug, string zone) =>
    [
        new($"Pms:Hotels:{index}:Id", id),
        new($"Pms:Hotels:{index}:Slug", slug),
        new($"Pms:Hotels:{index}:Name", slug),
        new($"Pms:Hotels:{index}:TimeZone", zone),
        new($"Pms:Hotels:{index}:Currency", "EUR"),
    ];

    private sealed class Host(ContextService service) : WebApplicationFactory<Program>
    {
        protected override IHost CreateHost(IHostBuilder builder)
        {
            builder.UseEnvironment(Environments.Production);
            return base.CreateHost(builder);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in Settings)
                builder.UseSetting(key, value);
            builder.UseSetting("ConnectionStrings:context", service.Database);
            builder.UseSetting("ConnectionStrings:messaging", service.Amqp);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(service.Logs));
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(service.Time));
        }
    }
}
