using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Mock;

/// <summary>The in-memory PMS that the platform's users develop against, docs/mock-pms.md.</summary>
public sealed partial class MockConnector : IPmsConnector, IReadsBookings, IReadsGuests, IReadsRooms
{
    private readonly MockApi _api;
    private readonly HotelSettings _hotel;

    private MockConnector(ConnectorContext context)
    {
        _api = new MockApi(context.Http, context.Settings);
        _hotel = context.Hotel;
    }

    /// <inheritdoc />
    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "mock",
        Name = "Mock PMS",
        DefaultEndpoint = new Uri("https://endpoint.invalid/mock/"),
        Documentation = new Uri("https://www.standardwebhooks.com/"),
        Guide = MockGuide.Text,
        Settings =
        [
            new SettingDescriptor
            {
                Name = "apiKey",
                Label = "API key",
                Guidance = "The property's key in the vendor sandbox: apiKey among the credentials that its admin API shows.",
                Secret = true,
            },
            WebhookSettings.Token,
            new SettingDescriptor
            {
                Name = "webhookSecret",
                Label = "Webhook secret",
                Guidance = "The secret given to, or shown by, POST /webhooks of the mock PMS. Without it no webhooks are taken.",
                Secret = true,
                Required = false,
            },
        ],
        Limits = [new RateWindow(600, TimeSpan.FromMinutes(1))],
        AccountSettings = ["apiKey"],
        TakesNeutralBookings = true,
    };

    /// <inheritdoc />
    public static IPmsConnector Connect(ConnectorContext context) => new MockConnector(context);

    /// <inheritdoc />
    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => MockPayload.Map(entity, payload, hotel);

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken) => _api.ListAsync("rooms", "", 1, cursor: null, cancellationToken);

    /// <inheritdoc />
    public async Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var list = await ReadAsync("bookings", feed, cursor, cancellationToken);
        var page = new PageBuilder(_hotel);
        MockPayload.AddBookings(page, list.Records, _hotel);
        return page.Build(list.Next, list.Total);
    }

    /// <inheritdoc />
    public async Task<VendorPage> ReadGuestsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var list = await ReadAsync("guests", feed, cursor, cancellationToken);
        var page = new PageBuilder(_hotel);
        MockPayload.AddGuests(page, list.Records);
        return page.Build(list.Next, list.Total);
    }

    /// <inheritdoc />
    public async Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var list = await ReadAsync("rooms", feed, cursor, cancellationToken);
        var page = new PageBuilder(_hotel);
        MockPayload.AddRooms(page, list.Records, _hotel);
        return page.Build(list.Next, list.Total);
    }

    private Task<MockPage> ReadAsync(string list, Feed feed, string? cursor, CancellationToken cancellationToken) =>
        _api.ListAsync(list, FilterOf(feed), Math.Clamp(feed.Limit ?? MockApi.LargestPage, 1, MockApi.LargestPage), cursor, cancellationToken);

    private string FilterOf(Feed feed) => feed.Mode switch
    {
        SyncMode.ModifiedSince when feed.ChangedSince is { } since => $"&modifiedSince={UtcInstant.Format(since)}",
        SyncMode.Arrivals => $"{Date("arrivalFrom", feed.From)}{Date("arrivalUntil", feed.Until)}",
        SyncMode.Departures => $"{Date("departureFrom", feed.From)}{Date("departureUntil", feed.Until)}",
        SyncMode.InHouse => Date("inHouseOn", HotelTime.DateAt(feed.StartedAt, _hotel.TimeZone)),
        _ => "",
    };

    private static string Date(string name, DateOnly? date) => date is { } day ? $"&{name}={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
}
