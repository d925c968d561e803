using System.Globalization;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>All rooms with their status now.</summary>
internal sealed record RoomsQuestion : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Room;

    public override string Text => "rooms";

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        var feed = new Feed { Mode = SyncMode.Full, StartedAt = scope.Now };
        var read = await FeedReader.ReadAllAsync(connection, EntityKind.Room, feed, scope.Options.MostRecords, cancellationToken);
        return Found(read.Rooms, ContractsJson.Default.IReadOnlyListRoom, read);
    }
}

/// <summary>Who arrives on a date.</summary>
/// <param name="Date">Hotel-local.</param>
internal sealed record ArrivalsQuestion(DateOnly Date) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Booking;

    public override string Text => string.Create(CultureInfo.InvariantCulture, $"arrivals {Date:yyyy-MM-dd}");

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        var feed = new Feed { Mode = SyncMode.Arrivals, From = Date, Until = Date, StartedAt = scope.Now };
        var read = await FeedReader.ReadAllAsync(connection, EntityKind.Booking, feed, scope.Options.MostRecords, cancellationToken);

        // A vendor that cannot filter reads more.
        IReadOnlyList<Booking> arriving = [.. read.Bookings.Where(booking => booking.Arrival == Date && StayDays.IsStay(booking))];
        return Found(arriving, ContractsJson.Default.IReadOnlyListBooking, read);
    }
}

/// <summary>Who departs on a date.</summary>
/// <param name="Date">Hotel-local.</param>
internal sealed record DeparturesQuestion(DateOnly Date) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Booking;

    public override string Text => string.Create(CultureInfo.InvariantCulture, $"departures {Date:yyyy-MM-dd}");

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        var feed = new Feed { Mode = SyncMode.Departures, From = Date, Until = Date, StartedAt = scope.Now };
        var read = await FeedReader.ReadAllAsync(connection, EntityKind.Booking, feed, scope.Options.MostRecords, cancellationToken);
        IReadOnlyList<Booking> departing = [.. read.Bookings.Where(booking => booking.Departure == Date && StayDays.IsStay(booking))];
        return Found(departing, ContractsJson.Default.IReadOnlyListBooking, read);
    }
}

/// <summary>
/// Who is in the house on a date. Today these are the guests who are in it now; on a later date those of them who stay over that night, and who arrives
/// by then and stays over it.
/// </summary>
/// <param name="Date">Hotel-local, today or later.</param>
internal sealed record InHouseQuestion(DateOnly Date) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Booking;

    public override string Text => string.Create(CultureInfo.InvariantCulture, $"in-house {Date:yyyy-MM-dd}");

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        var most = scope.Options.MostRecords;
        var today = StayDays.Today(scope.Now, connection.HotelSettings.TimeZone);
        var feed = new Feed { Mode = SyncMode.InHouse, StartedAt = scope.Now };
        var read = await FeedReader.ReadAllAsync(connection, EntityKind.Booking, feed, most, cancellationToken);
        if (Date <= today)
        {
            IReadOnlyList<Booking> now = [.. read.Bookings.Where(booking => StayDays.IsInHouse(booking, scope.Now, connection.HotelSettings.TimeZone))];
            return Found(now, ContractsJson.Default.IReadOnlyListBooking, read);
        }

        var coming = new Feed { Mode = SyncMode.Arrivals, From = today, Until = Date, StartedAt = scope.Now };
        read = FeedReader.Join(read, await FeedReader.ReadAllAsync(connection, EntityKind.Booking, coming, most, cancellationToken));
        IReadOnlyList<Booking> then = [.. read.Bookings.Where(booking => StayDays.StaysOver(booking, Date))];
        return Found(then, ContractsJson.Default.IReadOnlyListBooking, read);
    }
}

/// <summary>Guests that fit.</summary>
internal sealed record GuestsQuestion(GuestSearch Search) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Guest;

    public override string Text => $"guests\n{Search.Name?.ToUpperInvariant()}\n{Search.Email?.ToUpperInvariant()}\n{Search.Phone}";

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        if (connection.Connector is not ISearchesGuests vendor)
            throw Unsupported(connection, "search guests");
        var page = await vendor.SearchGuestsAsync(Search, cancellationToken);
        return Found(page.Guests, ContractsJson.Default.IReadOnlyListGuest, page);
    }

    /// <summary>The kind only: names, phones and addresses are among the members.</summary>
    public override string ToString() => nameof(GuestsQuestion);
}
