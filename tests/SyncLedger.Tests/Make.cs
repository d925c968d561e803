using System.Text;
using System.Text.Json;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>Makes events. A version is a minute of one day and a content.</summary>
internal static class Make
{
    public const string Aurora = "htl_aurora";
    public const string Harbour = "htl_harbour";

    public static readonly DateTimeOffset Midnight = new(2030, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static int count;

    /// <summary>A connection nobody else uses.</summary>
    public static string Connection() => $"con_{Interlocked.Increment(ref count)}";

    public static EventContext Context(string connectionId, string hotelId = Aurora) => new()
    {
        HotelId = hotelId,
        ConnectionId = connectionId,
        Vendor = "mews",
        CorrelationId = "test",
        OccurredAt = Midnight,
        SyncRunId = new Guid(7, 7, 7, new byte[8]),
    };

    public static Booking Booking(string id, string notes) => new()
    {
        ExternalId = id,
        Status = BookingStatus.Confirmed,
        VendorStatus = "Confirmed",
        Arrival = new DateOnly(2030, 6, 2),
        Departure = new DateOnly(2030, 6, 4),
        Channel = BookingChannel.Direct,
        Guests = [new BookingGuest { Name = "Amália Ferreira", Email = "amalia@example.org", Phone = "+351210550140", IsPrimary = true }],
        Stays = [new RoomStay { Status = BookingStatus.Confirmed, Arrival = new DateOnly(2030, 6, 2), Departure = new DateOnly(2030, 6, 4) }],
        Notes = notes,
    };

    public static EntityVersion Version(int minute, string content, int? seenMinute = null) => new()
    {
        ModifiedAt = Midnight.AddMinutes(minute),
        ObservedAt = Midnight.AddMinutes(seenMinute ?? minute),
        ContentHash = ContentHash.Of(Encoding.UTF8.GetBytes(content)),
    };

    public static Versioned<Booking> Item(string id, int minute, string content, int? seenMinute = null) =>
        new() { Version = Version(minute, content, seenMinute), Value = Booking(id, content) };

    public static BookingsChanged Bookings(string connectionId, params IReadOnlyList<Versioned<Booking>> items) =>
        new() { Context = Context(connectionId), Items = items };

    public static BookingsChanged BookingsOf(string hotelId, string connectionId, params IReadOnlyList<Versioned<Booking>> items) =>
        new() { Context = Context(connectionId, hotelId), Items = items };

    public static GuestsChanged Guests(string connectionId, params string[] ids) => new()
    {
        Context = Context(connectionId),
        Items = [.. ids.Select(id => new Versioned<Guest> { Version = Version(1, id), Value = new Guest { ExternalId = id, LastName = "Ferreira" } })],
    };

    public static RoomsChanged Rooms(string connectionId, params string[] ids) => new()
    {
        Context = Context(connectionId),
        Items =
        [
            .. ids.Select(id => new Versioned<Room>
            {
                Version = Version(1, id) with { ModifiedAt = null },
                Value = new Room { ExternalId = id, Number = id, Housekeeping = HousekeepingStatus.Clean, Service = RoomService.InService },
            }),
        ],
    };

    public static RecordsRemoved Removed(string connectionId, EntityKind entity, params IReadOnlyList<(string Id, int Minute, int SeenMinute)> records) => new()
    {
        Context = Context(connectionId),
        Entity = entity,
        Items =
        [
            .. records.Select(record => new RemovedRecord
            {
                ExternalId = record.Id,
                Version = Version(record.Minute, "", record.SeenMinute) with { ContentHash = ContentHash.OfRemoval },
            }),
        ],
    };

    /// <summary>A removal as the service reads it from an event.</summary>
    private static Snapshot Removal(string connectionId, string id, EntityVersion version) => new()
    {
        Arrival = new SyncLedger.Entities.Arrival(EntityKind.Booking, Context(connectionId), MessageId: null),
        ExternalId = id,
        ModifiedAt = version.ModifiedAt?.UtcDateTime,
        ObservedAt = version.ObservedAt.UtcDateTime,
        ContentHash = SyncLedger.Entities.Snapshot.HashOfRemoval,
        Payload = [],
        Item = JsonElement.Parse("{}"),
    };

    /// <summary>A snapshot as the service reads it from an event; the content R is a removal.</summary>
    public static Snapshot Snapshot(string connectionId, string id, int minute, string content, int? seenMinute = null, Payloads? payloads = null)
    {
        var item = Item(id, minute, content, seenMinute);
        if (content is "R")
            return Removal(connectionId, id, item.Version);

        return new Snapshot
        {
            Arrival = new SyncLedger.Entities.Arrival(EntityKind.Booking, Context(connectionId), MessageId: null),
            ExternalId = id,
            ModifiedAt = item.Version.ModifiedAt?.UtcDateTime,
            ObservedAt = item.Version.ObservedAt.UtcDateTime,
            ContentHash = Convert.FromHexString(item.Version.ContentHash),
            Payload = payloads?.Protect(
                JsonSerializer.SerializeToUtf8Bytes(item.Value, ContractsJson.Default.Booking), EntityKind.Booking, Aurora, connectionId, id) ?? [],
            Stay = new StayFacts("Confirmed", item.Value.Arrival, item.Value.Departure),
            Item = JsonElement.Parse("{}"),
        };
    }
}
