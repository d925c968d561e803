using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Mews: reservations joined with customers, companions, order items and names; resources; customers.</summary>
public sealed partial class MewsConnector : IPmsConnector, IReadsBookings, IReadsGuests, IReadsRooms
{
    /// <summary>Bounds what is held in memory, and how much is read again after a crash.</summary>
    private const int PagesTogether = 4;

    private readonly MewsApi _api;
    private readonly MewsReference _reference;
    private readonly HotelSettings _hotel;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset? _historyFrom;
    private readonly MewsWrites _writes;
    private readonly MewsBilling _billing;
    private readonly MewsAvailability _availability;
    private DateTimeOffset? _openedAt;

    private MewsConnector(ConnectorContext context)
    {
        var settings = context.Settings;
        _hotel = context.Hotel;
        _time = context.Time;
        _api = new MewsApi(context.Http.Classifying(MewsFailures.Classify), settings.GetSecret("clientToken"), settings.GetSecret("accessToken"));
        _writes = new MewsWrites(context.Http, settings.GetSecret("clientToken"), settings.GetSecret("accessToken"));
        _billing = new MewsBilling(_api, context.Time, settings);
        _reference = new MewsReference(_api, context.Time, ListOf(settings.Find("serviceId")));
        _availability = new MewsAvailability(_api, _reference, context.Time, _hotel, ListOf(settings.Find("rateIds")));
        _historyFrom = settings.Find("historyFrom") is { } from ? HotelTime.InstantOf(ParseDate(from), TimeOnly.MinValue, _hotel.TimeZone) : null;
    }

    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "mews",
        Name = "Mews",
        DefaultEndpoint = new Uri("https://api.mews.com/"),
        Documentation = new Uri("https://mews-systems.gitbook.io/connector-api"),
        Guide = MewsGuide.Text,
        Settings =
        [
            new SettingDescriptor
            {
                Name = "clientToken",
                Label = "Client token",
                Guidance = "Identifies this platform to Mews. Mews issues it after certification; the same for all properties of an environment.",
                Secret = true,
            },
            new SettingDescriptor
            {
                Name = "accessToken",
                Label = "Access token",
                Guidance = "In Mews Operations under Marketplace, My subscriptions, this integration. One per property; portfolio tokens are not accepted.",
                Secret = true,
            },
            new SettingDescriptor
            {
                Name = "serviceId",
                Label = "Stay service",
                Guidance = "Id of the service that sells nights, or several with commas between. Without it the services that have rooms to sleep in are found.",
                Required = false,
            },
            new SettingDescriptor
            {
                Name = "historyFrom",
                Label = "History from",
                Guidance = "First date (yyyy-MM-dd): a full sync reads what was changed since. Without it everything is read.",
                Required = false,
            },
            WebhookSettings.Token,
            new SettingDescriptor
            {
                Name = "enterpriseId",
                Label = "Property id",
                Guidance = "The property's id at Mews, for webhooks: all properties share one address, and without it each delivery is looked up at every one of them.",
                Required = false,
            },
            new SettingDescriptor
            {
                Name = "rateIds",
                Label = "Rates",
                Guidance = "Ids of the rates whose prices are read, with commas between; each takes a call a reading. Without it all enabled public rates.",
                Required = false,
            },
            new SettingDescriptor
            {
                Name = "chargeServiceId",
                Label = "Service for charges",
                Guidance = "Id of the service that charges are booked under. Without it the first active additional service, by id.",
                Required = false,
            },
            new SettingDescriptor
            {
                Name = "chargeTaxCode",
                Label = "Tax code for charges",
                Guidance = "Code of the tax that the amounts include, where prices are gross. Without it charges carry no tax.",
                Required = false,
            },
        ],

        // https://mews-systems.gitbook.io/connector-api/guidelines/environments#request-limits
        Limits = [new RateWindow(200, TimeSpan.FromSeconds(30))],
        AccountSettings = ["accessToken"],
        RequestTimeout = TimeSpan.FromSeconds(60),
    };

    public static IPmsConnector Connect(ConnectorContext context) => new MewsConnector(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => MewsPayload.Map(entity, payload, hotel);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var enterprise = await _api.EnterpriseAsync(cancellationToken);
        if (enterprise.IsPortfolio == true)
            throw Refused("the access token is of a portfolio: its properties would be mixed; use the property's own");
        if (TimeZoneInfo.TryFindSystemTimeZoneById(enterprise.TimeZoneIdentifier ?? "", out var zone) && !ShowSameTime(zone, _hotel.TimeZone))
            throw Refused($"the property is in {zone.Id} at Mews and in {_hotel.TimeZone.Id} here: every date would be in doubt");

        static VendorException Refused(string reason) => new(VendorErrorKind.Rejected, "configuration/get", reason);
    }

    /// <summary>Whether two zones agree on every day around now; some have two names, and some differ only in the past.</summary>
    private bool ShowSameTime(TimeZoneInfo one, TimeZoneInfo other) =>
        Enumerable.Range(-366, 1098).Select(day => _time.GetUtcNow().AddDays(day)).All(instant => one.GetUtcOffset(instant) == other.GetUtcOffset(instant));

    public async Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var stay = await _reference.StayAsync(cancellationToken);
        var span = MewsSpan.OfBookings(feed, _historyFrom, _hotel.TimeZone);
        var at = MewsCursor.Find(cursor) ?? new MewsCursor(span?.Start, null);
        var query = new MewsQuery { ServiceIds = stay.ServiceIds };
        if (span is not null)
            query = span.Filter(query, at.Window ?? span.Start);
        (var records, at) = await ReadTogetherAsync(feed, at, query, cancellationToken);

        var builder = new PageBuilder(_hotel);
        var reservations = builder.Read(EntityKind.Booking, records, MewsJson.Default.MewsReservation, "Id");
        var joins = await JoinAsync([.. reservations.Select(record => record.Value)], builder, cancellationToken);
        foreach (var reservation in reservations)
            builder.AddBooking(reservation, value => MewsMapping.Booking(value, joins, _hotel), reservation.Value.Id);
        var next = at.Advance(at.Cursor, span);
        return builder.Build(next?.ToString()) with { Fraction = span?.FractionAt(next?.Window) };
    }

    /// <summary>
    /// Reservations of some pages, so that the calls for what is joined to them are full: page by page, every second one would be half empty.
    /// </summary>
    private async Task<(IReadOnlyList<ReadOnlyMemory<byte>> Records, MewsCursor Next)> ReadTogetherAsync(
        Feed feed, MewsCursor at, MewsQuery query, CancellationToken cancellationToken)
    {
        var page = await _api.ReservationsAsync(query with { Limitation = Limitation(feed, at) }, cancellationToken);
        var next = at with { Cursor = page.Cursor };
        if (page.Cursor is null || feed.Limit is not null)
            return (page.Records, next);

        var records = new List<ReadOnlyMemory<byte>>(page.Records);
        for (var pages = 1; pages < PagesTogether && next.Cursor is not null; pages++)
        {
            page = await _api.ReservationsAsync(query with { Limitation = Limitation(feed, next) }, cancellationToken);
            records.AddRange(page.Records);
            next = next with { Cursor = page.Cursor };
        }

        return (records, next);
    }

    public async Task<VendorPage> ReadGuestsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var at = MewsCursor.Find(cursor);
        var since = at?.Window ?? MewsSpan.SinceOf(feed) ?? _historyFrom ?? await OpenedAtAsync(cancellationToken);
        var span = MewsSpan.Updates(since, feed.StartedAt);
        at ??= new MewsCursor(span.Start, null);
        var page = await _api.CustomersAsync(span.Filter(new MewsQuery { Limitation = Limitation(feed, at) }, span.Start), cancellationToken);

        var builder = new PageBuilder(_hotel);
        AddGuests(builder, page.Records);
        var next = at.Advance(page.Cursor, span);

        // The whole span, of which this one is what is left. Only a first page asks when it began.
        var whole = (MewsSpan.SinceOf(feed) ?? _historyFrom ?? _openedAt) is { } from ? MewsSpan.Updates(from, feed.StartedAt) : null;
        return builder.Build(next?.ToString()) with { Fraction = whole?.FractionAt(next?.Window) };
    }

    public async Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var (stay, assigned) = await _reference.RoomTypesAsync(feed.Mode, cancellationToken);
        var at = MewsCursor.Find(cursor) ?? new MewsCursor(null, null);
        var page = await _api.ResourcesAsync(Limitation(feed, at), cancellationToken);

        var builder = new PageBuilder(_hotel);
        var rooms = builder.Read(EntityKind.Room, page.Records, MewsJson.Default.MewsResource, "Id")
            .Where(record => MewsRoomMapping.IsRoom(record.Value) && (record.Value.Id is not { } id || assigned.ContainsKey(id)))
            .ToList();
        var resources = MewsCatalogue.ResourcesOf(page.Records);
        if (at.Cursor is null && page.Cursor is null)
            _reference.Keep(resources);
        var occupied = rooms.Count > 0 ? await OccupiedAsync(resources.Values, feed.StartedAt, cancellationToken) : [];
        foreach (var room in rooms)
        {
            var category = stay.Categories.GetValueOrDefault(assigned.GetValueOrDefault(room.Value.Id ?? "") ?? "");
            builder.AddRoom(room, value => MewsRoomMapping.Room(value, category, occupied.Contains(value.Id ?? "")), room.Value.Id);
        }

        return builder.Build(at.Advance(page.Cursor, span: null)?.ToString());
    }

    private async Task<MewsJoins> JoinAsync(IReadOnlyList<MewsReservation> reservations, PageBuilder builder, CancellationToken cancellationToken)
    {
        if (reservations.Count == 0)
            return new MewsJoins();

        var catalogue = await _reference.CatalogueAsync(reservations, cancellationToken);
        var ids = Distinct(reservations.Select(reservation => reservation.Id));
        var companionships = _api.CompanionshipsAsync(ids, cancellationToken);
        var orderItems = _api.OrderItemsAsync(ids, cancellationToken);
        await Task.WhenAll(companionships, orderItems);

        var companions = MewsJoins.CompanionsOf((await companionships).Records);
        var persons = reservations.SelectMany(reservation => companions[reservation.Id ?? ""].Append(reservation.BookerId).Append(AccountOf(reservation, "Customer")));
        var customers = AddGuests(builder, (await _api.CustomersAsync(Distinct(persons), cancellationToken)).Records);
        var companies = reservations.SelectMany(reservation =>
            new[] { reservation.TravelAgencyId, reservation.PartnerCompanyId, AccountOf(reservation, "Company") });

        return new MewsJoins
        {
            Catalogue = catalogue,
            Customers = MewsJoins.CustomersOf(customers),
            Companions = companions,
            Totals = MewsTotal.Of((await orderItems).Records),
            Companies = await _reference.CompaniesAsync(Distinct(companies), cancellationToken),
        };
    }

    private static IEnumerable<MewsCustomer> AddGuests(PageBuilder builder, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var customers = builder.Read(EntityKind.Guest, records, MewsJson.Default.MewsCustomer, "Id");
        foreach (var customer in customers)
            builder.AddGuest(customer, MewsGuestMapping.Guest, customer.Value.Id);
        return customers.Select(customer => customer.Value);
    }

    private async Task<HashSet<string>> OccupiedAsync(IEnumerable<MewsResource> resources, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var span = MewsSpan.InHouse(now);
        var inHouse = await _api.AllReservationsAsync(span.Filter(new MewsQuery(), span.Start), cancellationToken);
        return MewsRoomMapping.Occupied(inHouse.Records.Readable(MewsJson.Default.MewsReservation), resources);
    }

    /// <summary>When the property began at Mews: no profile it needs was changed before and never since, but by way of a booking.</summary>
    private async Task<DateTimeOffset> OpenedAtAsync(CancellationToken cancellationToken) =>
        (_openedAt = UtcInstant.Find((await _api.EnterpriseAsync(cancellationToken)).CreatedUtc) ?? DateTimeOffset.UnixEpoch).Value;

    private static string? AccountOf(MewsReservation reservation, string type) =>
        string.Equals(reservation.AccountType ?? "Customer", type, StringComparison.Ordinal) ? reservation.AccountId : null;

    private static HashSet<string> Distinct(IEnumerable<string?> ids) => ids.OfType<string>().ToHashSet(StringComparer.Ordinal);

    private static MewsLimitation Limitation(Feed feed, MewsCursor at) => new(Math.Clamp(feed.Limit ?? MewsApi.Most, 1, MewsApi.Most), at.Cursor);

    private static string[] ListOf(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static DateOnly ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new InvalidOperationException("The setting 'historyFrom' is not a date of the form yyyy-MM-dd.");
}
