using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>The real connector on the runtime's real vendor access: only the rate windows are left out.</summary>
internal sealed class Connected : IAsyncDisposable
{
    private const int MostPages = 500;

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static NpgsqlDataSource? s_tokens;
    private static int s_connections;

    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };

    private Connected(NpgsqlDataSource database, string endpoint, TimeProvider time, HotelSettings hotel, string accountId, string secret, ILogger logger)
    {
        var connectionId = $"con_test_{Interlocked.Increment(ref s_connections)}";
        var account = new VendorAccount
        {
            Vendor = HostawayConnector.Descriptor.Slug,
            Endpoint = new Uri(endpoint.TrimEnd('/') + "/"),
            Client = _client,
            RequestTimeout = HostawayConnector.Descriptor.RequestTimeout,
            Budget = new UnlimitedRateBudget(time),
            Availability = new VendorAvailability(connectionId, time, logger),
            Tokens = fetch => new TokenCache(connectionId, fetch, database, Protector(), time),
            Time = time,
            Logger = logger,
        };
        Connector = (HostawayConnector)HostawayConnector.Connect(new ConnectorContext
        {
            Settings = new ConnectionSettings([new("accountId", accountId), new("clientSecret", secret)]),
            Hotel = hotel,
            Http = new VendorHttp(account),
            Time = time,
        });
    }

    public HostawayConnector Connector { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Connected> ToAsync(
        SharedServers servers,
        string endpoint,
        TimeProvider? time = null,
        HotelSettings? hotel = null,
        string accountId = "40001",
        string secret = "s&cret=1",
        ILogger? logger = null) =>
        new Connected(await TokensAsync(servers), endpoint, time ?? new LeapingTime(), hotel ?? Samples.Utc, accountId, secret, logger ?? NullLogger.Instance);

    /// <summary>All pages of a read.</summary>
    public static async Task<IReadOnlyList<VendorPage>> AllAsync(Func<string?, Task<VendorPage>> read)
    {
        var pages = new List<VendorPage>();
        string? cursor = null;
        do
        {
            pages.Add(await read(cursor));
            cursor = pages[^1].NextCursor;
        }
        while (cursor is not null && pages.Count < MostPages);
        return pages;
    }

    public Task<IReadOnlyList<VendorPage>> BookingPagesAsync(Feed feed) => AllAsync(cursor => Connector.ReadBookingsAsync(feed, cursor, Token));

    public async Task<IReadOnlyList<Booking>> BookingsAsync(Feed feed) => [.. (await BookingPagesAsync(feed)).SelectMany(page => page.Bookings)];

    public async Task<IReadOnlyList<Guest>> GuestsAsync(Feed feed) =>
        [.. (await AllAsync(cursor => Connector.ReadGuestsAsync(feed, cursor, Token))).SelectMany(page => page.Guests)];

    public Task<IReadOnlyList<VendorPage>> RoomPagesAsync(Feed feed) => AllAsync(cursor => Connector.ReadRoomsAsync(feed, cursor, Token));

    public async Task<IReadOnlyList<Room>> RoomsAsync(Feed feed) => [.. (await RoomPagesAsync(feed)).SelectMany(page => page.Rooms)];

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>One database for the tokens of all connections, made by the runtime's real scripts.</summary>
    private static async Task<NpgsqlDataSource> TokensAsync(SharedServers servers)
    {
        await Gate.WaitAsync(Token);
        try
        {
            if (s_tokens is not null)
                return s_tokens;

            var database = await servers.MigratedDatabaseAsync("hostaway", "connectors", builder => builder.AddConnectorsDatabase("hostaway"), Token);
            return s_tokens = NpgsqlDataSource.Create(database + ";Search Path=hostaway");
        }
        finally
        {
            Gate.Release();
        }
    }

    private static PersonalDataProtector Protector() => new(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Pms:InternalKey", Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)(i * 7)).ToArray())),
            new("Pms:DataKey", Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)(i * 11)).ToArray())),
        ]).Build());
}
