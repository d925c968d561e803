using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>Hostaway, a rental manager's system. A hotel is one account; its rooms are listings and their units.</summary>
public sealed partial class HostawayConnector
    : IPmsConnector, IReadsBookings, IReadsGuests, IReadsRooms, IDrawsGuestsFromBookings, IRevokesAccess
{
    private readonly HostawayApi _api;
    private readonly HostawayReference _reference;
    private readonly HostawayRooms _rooms;
    private readonly HostawayWrites _writes;
    private readonly HotelSettings _hotel;
    private readonly TimeProvider _time;

    private HostawayConnector(ConnectorContext context)
    {
        _api = new HostawayApi(context.Http, context.Settings, context.Time);
        _reference = new HostawayReference(_api, context.Time);
        _rooms = new HostawayRooms(_api, _reference, context.Hotel);
        _writes = new HostawayWrites(_api.Calls);
        _hotel = context.Hotel;
        _time = context.Time;
    }

    /// <inheritdoc />
    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "hostaway",
        Name = "Hostaway",
        DefaultEndpoint = new Uri("https://api.hostaway.com/"),
        Documentation = new Uri("https://api.hostaway.com/documentation"),
        Guide = HostawayGuide.Text,
        Settings =
        [
            new SettingDescriptor
            {
                Name = "accountId",
                Label = "Account ID",
                Guidance = "The number of your Hostaway account, shown in the dashboard under Settings, Hostaway API.",
                Pattern = "[0-9]{1,12}",
                PatternHint = "digits only",
            },
            new SettingDescriptor
            {
                Name = "clientSecret",
                Label = "API client secret",
                Guidance = "Create an API key in the dashboard under Settings, Hostaway API; it is shown once.",
                Secret = true,
            },
            WebhookSettings.Token,
            new SettingDescriptor
            {
                Name = "webhookUser",
                Label = "Webhook login",
                Guidance = "The login that you entered with the unified webhook in the dashboard. Without it no webhooks are taken.",
                Required = false,
            },
            new SettingDescriptor
            {
                Name = "webhookPassword",
                Label = "Webhook password",
                Guidance = "The password that you entered with the unified webhook in the dashboard. Without it no webhooks are taken.",
                Secret = true,
                Required = false,
            },
        ],
        Limits =
        [
            new RateWindow(15, TimeSpan.FromSeconds(10), RateScope.Address),
            new RateWindow(20, TimeSpan.FromSeconds(10), RateScope.Account),
        ],
        AccountSettings = ["accountId"],
        Overlap = TimeSpan.FromMinutes(15),
        AvailabilityByRoomType = true,
    };

    /// <inheritdoc />
    public static IPmsConnector Connect(ConnectorContext context) => new HostawayConnector(context);

    /// <inheritdoc />
    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => HostawayPayload.Map(entity, payload, hotel);

    /// <inheritdoc />
    public bool DrawsGuestsFromBookings => true;

    /// <inheritdoc />
    public Task RevokeAccessAsync(CancellationToken cancellationToken) => _api.RevokeTokenAsync(cancellationToken);

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken) => _api.ListListingsAsync(0, 1, cancellationToken);

    /// <inheritdoc />
    public async Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var (step, total) = await StepAsync(feed, cursor, cancellationToken);
        var page = new PageBuilder(_hotel);
        var reservations = ReadOf(EntityKind.Booking, page, feed, step);
        var account = await _reference.FactsForAsync([.. reservations.Select(record => record.Value)], cancellationToken);
        HostawayPayload.AddBookings(page, reservations, _hotel, account);
        return page.Build(step.NextCursor, total);
    }

    /// <inheritdoc />
    public async Task<VendorPage> ReadGuestsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var (step, _) = await StepAsync(feed, cursor, cancellationToken);
        var page = new PageBuilder(_hotel);
        HostawayPayload.AddGuests(page, ReadOf(EntityKind.Guest, page, feed, step));
        return page.Build(step.NextCursor);
    }

    /// <inheritdoc />
    public Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken) => _rooms.ReadAsync(feed, cursor, cancellationToken);

    private async Task<(PagingStep Step, long? Total)> StepAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var at = ReservationCursor.Parse(cursor);
        var limit = Math.Clamp(feed.Limit ?? HostawayApi.LargestPage, 1, HostawayApi.LargestPage);
        var page = await _api.ListReservationsAsync(FilterOf(feed), limit, at.AfterId, cancellationToken);

        // The count is of the list that is paged through, which is the feed itself only where the vendor does all the filtering.
        var total = feed.Mode is SyncMode.ModifiedSince or SyncMode.InHouse ? null : page.Count;
        return (HostawayPaging.Step(feed, at, page, Descriptor.Overlap), total);
    }

    /// <summary>The vendor's dates are the hotel's. Changes have no filter: the list is ordered by them.</summary>
    private string FilterOf(Feed feed)
    {
        var today = HotelTime.DateAt(feed.StartedAt, _hotel.TimeZone);
        return feed.Mode switch
        {
            SyncMode.Arrivals => $"{Date("arrivalStartDate", feed.From)}{Date("arrivalEndDate", feed.Until)}",
            SyncMode.Departures => $"{Date("departureStartDate", feed.From)}{Date("departureEndDate", feed.Until)}",
            SyncMode.InHouse => $"{Date("arrivalEndDate", today)}{Date("departureStartDate", today)}",
            _ => "",
        };

        static string Date(string name, DateOnly? date) => date is { } day ? $"&{name}={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
    }

    /// <summary>Dates alone make in-house also those who asked or cancelled. What cannot be judged is kept.</summary>
    private static List<WireRecord<ReservationWire>> ReadOf(EntityKind entity, PageBuilder page, Feed feed, PagingStep step) =>
    [
        .. page.Read(entity, step.Records, HostawayJson.Default.ReservationWire, "id").Where(record =>
            feed.Mode != SyncMode.InHouse || HostawayMapping.StatusOf(record.Value) is BookingStatus.Confirmed or BookingStatus.Unknown),
    ];
}
