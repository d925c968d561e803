using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Makes snapshots. The hotels' date is 1 June 2030; ids and numbers are distinct for each call.</summary>
internal static class Make
{
    public const string Aurora = "htl_aurora";
    public const string Harbour = "htl_harbour";

    public static readonly DateOnly Today = new(2030, 6, 1);
    public static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static int count = 1000;

    public static string Id(string prefix) => $"{prefix}{Interlocked.Increment(ref count)}";

    /// <summary>An international number nobody else has.</summary>
    public static string Phone() => $"+3620{Interlocked.Increment(ref count):0000000}";

    public static EventContext Context(string hotelId = Aurora, string connectionId = "con_aurora", string vendor = "mews") => new()
    {
        HotelId = hotelId,
        ConnectionId = connectionId,
        Vendor = vendor,
        CorrelationId = "test",
        OccurredAt = Noon,
    };

    public static EventContext Of(string hotelId) => Context(hotelId, hotelId.Replace("htl_", "con_", StringComparison.Ordinal));

    public static Booking Booking(
        int arrival, int departure, BookingStatus status = BookingStatus.Confirmed, string? guest = null, string? phone = null, string? room = null) => new()
        {
            ExternalId = Id("bkg-"),
            Status = status,
            VendorStatus = status.ToString(),
            Arrival = Today.AddDays(arrival),
            Departure = Today.AddDays(departure),
            Channel = BookingChannel.Direct,
            Guests = guest is null && phone is null ? [] : [new BookingGuest { ExternalId = guest, Phone = phone, IsPrimary = true }],
            Stays = [Stay(arrival, departure, status, room)],
        };

    public static RoomStay Stay(int arrival, int departure, BookingStatus status = BookingStatus.Confirmed, string? room = null) => new()
    {
        RoomExternalId = room,
        Status = status,
        Arrival = Today.AddDays(arrival),
        Departure = Today.AddDays(departure),
    };

    public static Guest Guest(string? phone = null, string? email = null, string? asGiven = null) => new()
    {
        ExternalId = Id("gst-"),
        FirstName = "Ilka",
        LastName = "Varga",
        Phones = phone is null && asGiven is null ? [] : [new GuestPhone(asGiven ?? phone!, phone)],
        Emails = email is null ? [] : [new GuestEmail(email)],
    };

    public static Room Room(string? id = null) => new()
    {
        ExternalId = id ?? Id("rm-"),
        Number = "12",
        Housekeeping = HousekeepingStatus.Clean,
        Service = RoomService.InService,
    };

    public static Versioned<Booking> At(this Booking value, DateTimeOffset? modifiedAt = null, DateTimeOffset? observedAt = null) =>
        Versioned(value, ContractsJson.Default.Booking, modifiedAt, observedAt);

    public static Versioned<Guest> At(this Guest value, DateTimeOffset? modifiedAt = null, DateTimeOffset? observedAt = null) =>
        Versioned(value, ContractsJson.Default.Guest, modifiedAt, observedAt);

    public static Versioned<Room> At(this Room value, DateTimeOffset? modifiedAt = null, DateTimeOffset? observedAt = null) =>
        Versioned(value, ContractsJson.Default.Room, modifiedAt, observedAt);

    /// <summary>The removal of a record whose last snapshot was ordered by an instant.</summary>
    public static RecordsRemoved Removed(EntityKind entity, string id, DateTimeOffset orderedAt, DateTimeOffset confirmedAt) => new()
    {
        Context = Context(),
        Entity = entity,
        Items =
        [
            new RemovedRecord
            {
                ExternalId = id,
                Version = new EntityVersion { ModifiedAt = orderedAt, ObservedAt = confirmedAt, ContentHash = ContentHash.OfRemoval },
            },
        ],
    };

    public static SyncRunCompleted Completed(EntityKind entity, DateTimeOffset startedAt, SyncMode mode = SyncMode.Full, int? limit = null) => new()
    {
        Context = Context(),
        Scope = new SyncRunScope { Entity = entity, Mode = mode, Limit = limit },
        Counts = new SyncCounts(),
        StartedAt = startedAt,
        CompletedAt = startedAt.AddMinutes(1),
    };

    private static Versioned<T> Versioned<T>(T value, JsonTypeInfo<T> type, DateTimeOffset? modifiedAt, DateTimeOffset? observedAt) => new()
    {
        Value = value,
        Version = new EntityVersion
        {
            ModifiedAt = modifiedAt,
            ObservedAt = observedAt ?? Noon,
            ContentHash = ContentHash.Of(JsonSerializer.SerializeToUtf8Bytes(value, type)),
        },
    };
}
