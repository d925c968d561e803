using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>One feed of one connection with its cron expression.</summary>
internal sealed class FeedSchedule
{
    /// <summary>
    /// What is read when nothing is configured. Guest profiles come with bookings or on demand. The rooms' status is looked at often and the rooms themselves
    /// seldom, between two looks: together they take hardly more calls than the looks alone.
    /// </summary>
    private static readonly (string Feed, string Cron)[] Defaults =
    [
        ("modified", "*/5 * * * *"), ("arrivals", "*/5 * * * *"), ("departures", "*/5 * * * *"), ("inHouse", "*/5 * * * *"),
        ("rooms", "8 * * * *"), ("roomStatus", "*/5 * * * *"), ("guests", ""),
        (Availability, "17 * * * *"), ("maintenance", "*/15 * * * *"), ("housekeepingTasks", "*/15 * * * *"), (Reconcile, "0 3 * * *"),
    ];

    private const string Reconcile = "reconcile";
    private const string Availability = "availability";

    /// <summary>Where availability takes a call for each room type.</summary>
    private const string AvailabilityByRoomType = "17 */6 * * *";

    private readonly HotelCron _cron;
    private readonly int _lookAhead;

    private FeedSchedule(string feed, EntityKind entity, HotelCron cron, int lookAhead)
    {
        Feed = feed;
        Entity = entity;
        _cron = cron;
        _lookAhead = lookAhead;
    }

    /// <summary>Every feed with its rhythm at a vendor when nothing is set.</summary>
    public static IEnumerable<(string Feed, string Cron)> KnownAt(ConnectorDescriptor vendor) =>
        Defaults.Select(known => known.Feed == Availability && vendor.AvailabilityByRoomType ? (known.Feed, AvailabilityByRoomType) : known);

    public string Feed { get; }

    /// <summary>What it reads.</summary>
    public EntityKind Entity { get; }

    /// <summary>The schedules of a connection: its own over the defaults. Throws <see cref="InvalidOperationException"/> naming the feed and what is wrong.</summary>
    public static List<FeedSchedule> Of(BoundConnection connection)
    {
        var schedules = new List<FeedSchedule>();
        var configured = connection.Connection.Schedules;
        foreach (var name in configured.Keys.Where(name => !Defaults.Any(known => string.Equals(known.Feed, name, StringComparison.OrdinalIgnoreCase))))
            throw new InvalidOperationException($"'{name}' is not a feed; known are {string.Join(", ", Defaults.Select(known => known.Feed))}.");

        foreach (var (feed, usual) in KnownAt(connection.Descriptor))
        {
            var expression = configured.GetValueOrDefault(feed, usual);
            if (expression.Length == 0)
                continue;

            var lookAhead = connection.Connection.LookAheadDays.GetValueOrDefault(feed, 1);
            foreach (var entity in EntitiesOf(feed, connection, configured.ContainsKey(feed)))
                schedules.Add(new FeedSchedule(feed, entity, Parse(feed, expression, connection.HotelSettings.TimeZone), lookAhead));
        }

        return schedules;
    }

    /// <summary>The next time after an instant. Null when the expression never comes again.</summary>
    public DateTimeOffset? After(DateTimeOffset instant) => _cron.After(instant);

    /// <summary>What a run of this feed reads when it is due at an instant.</summary>
    public SyncRunScope ScopeAt(DateTimeOffset instant, TimeZoneInfo zone, AvailabilityWindow window)
    {
        var today = HotelTime.DateAt(instant, zone);
        return Feed switch
        {
            "modified" => new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.ModifiedSince },
            "arrivals" => new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Arrivals, From = today, Until = today.AddDays(_lookAhead) },
            "departures" => new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Departures, From = today, Until = today.AddDays(_lookAhead) },
            "inHouse" => new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.InHouse },
            Reconcile => new SyncRunScope { Entity = Entity, Mode = SyncMode.Reconcile },
            "rooms" => new SyncRunScope { Entity = EntityKind.Room, Mode = SyncMode.Full },
            "roomStatus" => new SyncRunScope { Entity = EntityKind.Room, Mode = SyncMode.RoomStatus },
            Availability => window.ScopeAt(instant, zone),
            "maintenance" => new SyncRunScope { Entity = EntityKind.Maintenance, Mode = SyncMode.ModifiedSince },
            "housekeepingTasks" => new SyncRunScope { Entity = EntityKind.HousekeepingTask, Mode = SyncMode.ModifiedSince },
            _ => new SyncRunScope { Entity = EntityKind.Guest, Mode = SyncMode.ModifiedSince },
        };
    }

    /// <summary>
    /// Rooms and guests first, as everywhere: a booking that arrives should find whom and what it names. Reconciled unasked is only what the vendor gives by
    /// id: where nothing but its list can confirm that a record is gone, somebody must have said that the list is whole.
    /// </summary>
    private static IEnumerable<EntityKind> EntitiesOf(string feed, BoundConnection connection, bool isConfigured) => feed switch
    {
        Reconcile => ((EntityKind[])[EntityKind.Room, EntityKind.Guest, EntityKind.Booking])
            .Where(entity => connection.ListsWhole(entity) && (isConfigured || connection.Finds(entity))),
        _ => ((EntityKind[])[EntityOf(feed)]).Where(connection.Syncs),
    };

    private static EntityKind EntityOf(string feed) => feed switch
    {
        "rooms" or "roomStatus" => EntityKind.Room,
        "guests" => EntityKind.Guest,
        Availability => EntityKind.Availability,
        "maintenance" => EntityKind.Maintenance,
        "housekeepingTasks" => EntityKind.HousekeepingTask,
        _ => EntityKind.Booking,
    };

    private static HotelCron Parse(string feed, string expression, TimeZoneInfo zone)
    {
        try
        {
            return HotelCron.Parse(expression, zone);
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"The schedule of {feed}, '{expression}', cannot be used: {error.Message}", error);
        }
    }
}
