using System.Globalization;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Hotels;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>A connection with everything that is needed to use it.</summary>
internal sealed class BoundConnection
{
    public required Connection Connection { get; init; }

    public required Hotel Hotel { get; init; }

    public required HotelSettings HotelSettings { get; init; }

    public required ConnectorDescriptor Descriptor { get; init; }

    public required IPmsConnector Connector { get; init; }

    public required VendorAccount Account { get; init; }

    public SyncedEntities Entities { get; init; } = SyncedEntities.All;

    /// <summary>Equal for equal settings of equal hotels: tells whether a connection that was read again is another one. Keyed, for it comes from credentials.</summary>
    public string Print { get; init; } = "";

    public string Id => Connection.Id;

    public string Vendor => Descriptor.Slug;

    /// <summary>How long a cached answer about this entity is good; null where the connection says nothing.</summary>
    public TimeSpan? LifetimeOf(EntityKind entity) =>
        Connection.Reads.Count > 0 && Connection.Reads.TryGetValue(entity.ToString(), out var text) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero ? span : null;

    /// <summary>Whether the vendor lists this entity.</summary>
    public bool Reads(EntityKind entity) => SyncEntities.Lists(Connector, entity);

    /// <summary>Whether this entity is synced: the vendor lists it, and the connection does not leave it out.</summary>
    public bool Syncs(EntityKind entity) => Reads(entity) && Entities.Has(entity);

    /// <summary>
    /// Whether this entity is synced and the vendor's list of it is whole, so that what it lacks is missing. Nights, maintenance and tasks are listed for a
    /// span of time: those outside of it are not missing.
    /// </summary>
    public bool ListsWhole(EntityKind entity) =>
        Syncs(entity) && entity is (EntityKind.Booking or EntityKind.Guest or EntityKind.Room)
        && !(entity is EntityKind.Guest && Connector is IDrawsGuestsFromBookings { DrawsGuestsFromBookings: true });

    /// <summary>What an event about this connection says of itself, where no sync run and no delivery caused it.</summary>
    public EventContext EventContextOf(string correlationId, DateTimeOffset at) => new()
    {
        HotelId = Hotel.Id,
        ConnectionId = Id,
        Vendor = Vendor,
        CorrelationId = correlationId,
        OccurredAt = at,
    };

    /// <summary>Whether the vendor gives records of this entity by id.</summary>
    public bool Finds(EntityKind entity) => entity switch
    {
        EntityKind.Booking => Connector is IFindsBookings,
        EntityKind.Guest => Connector is IFindsGuests,
        EntityKind.Room => Connector is IFindsRooms,
        _ => false,
    };

    /// <summary>Reads one page of an entity. Callers have asked <see cref="Reads"/> before.</summary>
    public Task<VendorPage> ReadAsync(EntityKind entity, Feed feed, string? cursor, CancellationToken cancellationToken) => entity switch
    {
        EntityKind.Booking when Connector is IReadsBookings bookings => bookings.ReadBookingsAsync(feed, cursor, cancellationToken),
        EntityKind.Guest when Connector is IReadsGuests guests => guests.ReadGuestsAsync(feed, cursor, cancellationToken),
        EntityKind.Room when Connector is IReadsRooms rooms => rooms.ReadRoomsAsync(feed, cursor, cancellationToken),
        EntityKind.Availability when Connector is IReadsAvailability availability => availability.ReadAvailabilityAsync(feed, cursor, cancellationToken),
        EntityKind.Maintenance when Connector is IReadsMaintenance maintenance => maintenance.ReadMaintenanceAsync(feed, cursor, cancellationToken),
        EntityKind.HousekeepingTask when Connector is IReadsHousekeepingTasks tasks => tasks.ReadHousekeepingTasksAsync(feed, cursor, cancellationToken),
        _ => throw new VendorException(VendorErrorKind.Unsupported, "read", $"{Descriptor.Name} does not list {entity} records"),
    };
}
