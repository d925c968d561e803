using System.Collections.Concurrent;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

/// <summary>What the vendor of <see cref="ReadingConnector"/> has, and how it answers; one for each connection, found by its setting.</summary>
internal sealed class ReadingVendor
{
    public static readonly ConcurrentDictionary<string, ReadingVendor> All = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Booking> Bookings { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Guest> Guests { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Room> Rooms { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentQueue<Feed> Feeds { get; } = new();

    /// <summary>Comes before every answer: waits or throws.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many bookings a page holds.</summary>
    public int PageSize { get; set; } = 100;

    public void Add(params IEnumerable<Booking> bookings)
    {
        foreach (var booking in bookings)
            Bookings[booking.ExternalId] = booking;
    }

    public static Booking Booking(string id, DateOnly arrival, int nights = 2, BookingStatus status = BookingStatus.Confirmed) => new()
    {
        ExternalId = id,
        Status = status,
        VendorStatus = "booked",
        Arrival = arrival,
        Departure = arrival.AddDays(nights),
        Channel = BookingChannel.Direct,
        ModifiedAt = new DateTimeOffset(2030, 5, 1, 0, 0, 0, TimeSpan.Zero),
    };
}

/// <summary>A vendor that can be asked everything, over the runtime's real vendor access: each answer is preceded by a real call.</summary>
internal sealed class ReadingConnector(ConnectorContext context)
    : IPmsConnector, IReadsBookings, IReadsRooms, IFindsBookings, IFindsGuests, IFindsRooms, ISearchesGuests, IReadsBalances
{
    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "reading",
        Name = "Reading PMS",
        DefaultEndpoint = new Uri("https://pms.example"),
        Documentation = new Uri("https://pms.example/docs"),
        Settings = [new SettingDescriptor { Name = "key", Label = "Key", Guidance = "Printed on the box.", Secret = true }],
        Limits = [new RateWindow(1000, TimeSpan.FromSeconds(1))],
        AccountSettings = ["key"],
    };

    private ReadingVendor Vendor => ReadingVendor.All[context.Settings.Get("key")];

    public static IPmsConnector Connect(ConnectorContext context) => new ReadingConnector(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => new();

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        Vendor.Feeds.Enqueue(feed);
        await CallAsync($"bookings-{feed.Mode}", cancellationToken);

        // In-house and dates as the vendor filters them; one that cannot filter would give more.
        var all = Vendor.Bookings.Values.Where(booking => feed.Mode switch
        {
            SyncMode.Arrivals => booking.Arrival >= feed.From && booking.Arrival <= feed.Until,
            SyncMode.Departures => booking.Departure >= feed.From && booking.Departure <= feed.Until,
            _ => true,
        }).OrderBy(booking => booking.ExternalId, StringComparer.Ordinal).ToList();
        var from = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var next = from + Vendor.PageSize;
        return new VendorPage
        {
            Bookings = [.. all.Skip(from).Take(Vendor.PageSize)],
            NextCursor = next < all.Count ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
        };
    }

    public async Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        await CallAsync("rooms", cancellationToken);
        return new VendorPage { Rooms = [.. Vendor.Rooms.Values] };
    }

    public async Task<VendorPage> FindBookingsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        await CallAsync("booking", cancellationToken);
        var bookings = externalIds.Where(Vendor.Bookings.ContainsKey).Select(id => Vendor.Bookings[id]).ToList();
        var guests = bookings.SelectMany(booking => booking.Guests).Select(guest => guest.ExternalId).OfType<string>();
        return new VendorPage { Bookings = bookings, Guests = [.. guests.Where(Vendor.Guests.ContainsKey).Select(id => Vendor.Guests[id])] };
    }

    public async Task<VendorPage> FindGuestsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        await CallAsync("guest", cancellationToken);
        return new VendorPage { Guests = [.. externalIds.Where(Vendor.Guests.ContainsKey).Select(id => Vendor.Guests[id])] };
    }

    public async Task<VendorPage> FindRoomsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        await CallAsync("room", cancellationToken);
        return new VendorPage { Rooms = [.. externalIds.Where(Vendor.Rooms.ContainsKey).Select(id => Vendor.Rooms[id])] };
    }

    public async Task<VendorPage> SearchGuestsAsync(GuestSearch search, CancellationToken cancellationToken)
    {
        if (search is { Name: null, Email: null })
            throw new VendorException(VendorErrorKind.Unsupported, "search", "it finds guests by name or e-mail, not by phone alone");
        await CallAsync("search", cancellationToken);
        return new VendorPage { Guests = [.. Vendor.Guests.Values.Where(search.Fits)] };
    }

    public async Task<Money?> ReadBalanceAsync(string bookingExternalId, CancellationToken cancellationToken)
    {
        await CallAsync("balance", cancellationToken);
        return Vendor.Bookings.TryGetValue(bookingExternalId, out var booking) ? booking.Balance ?? new Money(0, "EUR") : null;
    }

    private async Task CallAsync(string operation, CancellationToken cancellationToken)
    {
        Vendor.Calls.Enqueue(operation);
        await context.Http.SendAsync(new VendorRequest { Method = HttpMethod.Get, Path = operation, Operation = operation }, cancellationToken);
        await Vendor.Before(cancellationToken);
    }
}

/// <summary>A vendor that lists bookings and can do nothing else.</summary>
internal sealed class PoorConnector : IPmsConnector
{
    public static ConnectorDescriptor Descriptor { get; } = ReadingConnector.Descriptor with { Slug = "poor", Name = "Poor PMS" };

    public static IPmsConnector Connect(ConnectorContext context) => new PoorConnector();

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => new();

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
