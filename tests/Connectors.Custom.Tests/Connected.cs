using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>The real connector on the runtime's real vendor access: only the rate windows are left out.</summary>
internal sealed class Connected : IAsyncDisposable
{
    private static int s_connections;

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly NpgsqlDataSource? _database;

    private Connected(string endpoint, IEnumerable<KeyValuePair<string, string>> settings, NpgsqlDataSource? database)
    {
        _database = database;
        var id = $"con_test_{Interlocked.Increment(ref s_connections)}";
        var held = new ConnectionSettings(settings);
        Http = new VendorHttp(new VendorAccount
        {
            Vendor = "custom",
            Endpoint = new Uri(endpoint.TrimEnd('/') + "/"),
            Client = _client,
            RequestTimeout = TimeSpan.FromSeconds(10),
            Budget = new UnlimitedRateBudget(TimeProvider.System),
            Availability = new VendorAvailability(id, TimeProvider.System, NullLogger.Instance),
            Tokens = fetch => new TokenCache(id, fetch, database ?? throw new InvalidOperationException("The test has no database."), Protector(), TimeProvider.System),
            Time = TimeProvider.System,
            Logger = NullLogger.Instance,
            Jitter = () => 0,
        });
        Connector = (CustomConnector)CustomConnector.Connect(new ConnectorContext
        {
            Settings = held,
            Hotel = new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna"), "EUR") { Settings = held },
            Http = Http,
            Time = TimeProvider.System,
        });
    }

    public VendorHttp Http { get; }

    public CustomConnector Connector { get; }

    public static Feed Full { get; } = new() { Mode = SyncMode.Full, StartedAt = new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Connected To(string endpoint, string mapping, params IEnumerable<KeyValuePair<string, string>> more) => new(endpoint, [new("mapping", mapping), .. more], null);

    /// <summary>With a database for tokens, made by the runtime's real scripts.</summary>
    public static async Task<Connected> WithTokensAsync(ConformanceBench bench, string endpoint, string mapping, params IEnumerable<KeyValuePair<string, string>> more)
    {
        var database = await bench.Servers.MigratedDatabaseAsync("custom", "connectors", builder => builder.AddConnectorsDatabase("custom"), Token);
        return new Connected(endpoint, [new("mapping", mapping), .. more], NpgsqlDataSource.Create(database + ";Search Path=custom"));
    }

    /// <summary>Ids of all bookings, page by page.</summary>
    public async Task<IReadOnlyList<string>> BookingIdsAsync(Feed? feed = null)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Connector.ReadBookingsAsync(feed ?? Full, cursor, Token);
            ids.AddRange(page.Bookings.Select(booking => booking.ExternalId));
            cursor = page.NextCursor;
        }
        while (cursor is not null && ids.Count < 10_000);
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private static PersonalDataProtector Protector() => new(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Pms:InternalKey", Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)(i * 7)).ToArray())),
            new("Pms:DataKey", Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)(i * 11)).ToArray())),
        ]).Build());
}
