using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Contracts.Tests;

/// <summary>One event of each kind with every member set, and one with as few as possible. People and hotels are invented.</summary>
internal static partial class SampleEvents
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Run = new("0193a5b0-0000-7000-8000-000000000001");

    private static SyncProgress Progress => new()
    {
        Percent = 41.6,
        ReadFrom = new DateOnly(2026, 11, 1),
        ReadUntil = new DateOnly(2027, 2, 14),
        EstimatedEnd = Noon.AddMinutes(7),
        CallsLeft = 92,
    };

    public static IEnumerable<(string Name, object Event)> All()
    {
        yield return ("BookingsChanged.1.full", new BookingsChanged { Context = Context, Items = [Of(FullBooking)] });
        yield return ("BookingsChanged.1.minimal", new BookingsChanged { Context = Least, Items = [Of(LeastBooking, modified: false)] });
        yield return ("GuestsChanged.1.full", new GuestsChanged { Context = Context, Items = [Of(FullGuest)] });
        yield return ("GuestsChanged.1.minimal", new GuestsChanged { Context = Least, Items = [Of(new Guest { ExternalId = "g-2" }, modified: false)] });
        yield return ("RoomsChanged.1.full", new RoomsChanged { Context = Context, Items = [Of(FullRoom)] });
        yield return ("RoomsChanged.1.minimal", new RoomsChanged { Context = Least, Items = [Of(LeastRoom, modified: false)] });
        yield return ("RecordsRemoved.1.full", new RecordsRemoved { Context = Context, Entity = EntityKind.Booking, Items = [Removed("b-1"), Removed("b-3")] });
        yield return ("RecordsRemoved.1.minimal", new RecordsRemoved { Context = Least, Entity = EntityKind.Room, Items = [Removed("r-1")] });
        foreach (var upkeep in OfUpkeep())
            yield return upkeep;
        foreach (var privacy in OfPrivacy())
            yield return privacy;
        yield return ("SyncRunStarted.1.full", new SyncRunStarted { Context = Context, Scope = Scope, StartedAt = Noon, Resumed = true });
        yield return ("SyncRunStarted.1.minimal", new SyncRunStarted { Context = Least, Scope = LeastScope, StartedAt = Noon });
        yield return ("SyncRunProgressed.2.full", new SyncRunProgressed { Context = Context, Counts = Counts, Progress = Progress });
        yield return ("SyncRunProgressed.1.minimal", new SyncRunProgressed { Context = Least, Counts = new SyncCounts() });
        yield return ("SyncRunCompleted.1.full", new SyncRunCompleted { Context = Context, Scope = Scope, Counts = Counts, StartedAt = Noon, CompletedAt = Noon.AddSeconds(4) });
        yield return ("SyncRunCompleted.1.minimal", new SyncRunCompleted { Context = Least, Scope = LeastScope, Counts = new SyncCounts(), StartedAt = Noon, CompletedAt = Noon });
        yield return ("SyncRunCompleted.1.reconciled", new SyncRunCompleted
        {
            Context = Context,
            Scope = new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Reconcile, Force = true },
            Counts = Counts with { Drift = new SyncDrift { Missed = 2, Added = 5, Removed = 1, Withheld = 0 } },
            StartedAt = Noon,
            CompletedAt = Noon.AddSeconds(4),
        });
        yield return ("SyncRunFailed.1.full", new SyncRunFailed
        {
            Context = Context,
            Scope = Scope,
            Counts = Counts,
            StartedAt = Noon,
            FailedAt = Noon.AddSeconds(4),
            ErrorKind = "Unauthorised",
            Reason = "things: the vendor answered 401",
        });
        yield return ("SyncRunFailed.1.minimal", new SyncRunFailed
        {
            Context = Least,
            Scope = LeastScope,
            Counts = new SyncCounts(),
            StartedAt = Noon,
            FailedAt = Noon,
            ErrorKind = "Unavailable",
            Reason = "no answer",
        });
        yield return ("RecordQuarantined.1.full", new RecordQuarantined
        {
            Context = Context,
            QuarantineId = Run,
            Entity = EntityKind.Booking,
            ExternalId = "b-1",
            Path = "$.arrival",
            Reason = "is missing",
        });
        yield return ("RecordQuarantined.1.minimal", new RecordQuarantined { Context = Least, QuarantineId = Run, Entity = EntityKind.Guest, Path = "$", Reason = "is null" });
        yield return ("ConnectionChanged.1.full", new ConnectionChanged { Context = Context, State = ConnectionState.Error, Reason = "The vendor refuses the credentials." });
        yield return ("ConnectionChanged.1.minimal", new ConnectionChanged { Context = Least, State = ConnectionState.Active });
        yield return ("AlertRaised.1.full", new AlertRaised { Context = Context, Kind = "connection-unauthorised", Summary = "The credentials are refused." });
        yield return ("WriteBackSettled.1.full", new WriteBackSettled { Context = Context, WriteBackId = Run, BookingExternalId = "b-1", Succeeded = false, Reason = "refused" });
        yield return ("WriteBackSettled.1.minimal", new WriteBackSettled { Context = Least, WriteBackId = Run, Succeeded = true });
    }

    private static EventContext Context => Least with { SyncRunId = Run, WebhookId = Run };

    private static EventContext Least { get; } = new()
    {
        HotelId = "htl_aurora",
        ConnectionId = "con_aurora_mews",
        Vendor = "mews",
        CorrelationId = "0af7651916cd43dd8448eb211c80319c",
        OccurredAt = Noon,
    };

    private static SyncRunScope LeastScope { get; } = new() { Entity = EntityKind.Room, Mode = SyncMode.Full };

    private static SyncRunScope Scope { get; } = new()
    {
        Entity = EntityKind.Booking,
        Mode = SyncMode.Arrivals,
        Since = Noon,
        From = new DateOnly(2026, 11, 20),
        Until = new DateOnly(2026, 11, 21),
        Limit = 50,
    };

    private static SyncCounts Counts { get; } = new() { Processed = 12, Changed = 7, Unchanged = 3, Related = 9, Failed = 2, VendorCalls = 4, Pages = 1, Total = 12 };

    private static Booking LeastBooking { get; } = new()
    {
        ExternalId = "b-2",
        Status = BookingStatus.Unknown,
        VendorStatus = "Floating",
        Arrival = new DateOnly(2026, 12, 1),
        Departure = new DateOnly(2026, 12, 1),
        Channel = BookingChannel.Other,
    };

    private static Booking FullBooking { get; } = new()
    {
        ExternalId = "b-1",
        ConfirmationNumber = "20814",
        Status = BookingStatus.InHouse,
        VendorStatus = "Started",
        Arrival = new DateOnly(2026, 11, 20),
        Departure = new DateOnly(2026, 11, 23),
        ExpectedArrivalTime = new TimeOnly(15, 0),
        ExpectedDepartureTime = new TimeOnly(10, 30),
        Adults = 2,
        Children = 1,
        Channel = BookingChannel.Ota,
        ChannelName = "ChannelManager",
        Total = new Money(81250, "EUR"),
        Balance = new Money(1250, "EUR"),
        Booker = new BookingGuest { ExternalId = "g-9", Name = "Otto Lindqvist", Email = "otto@example.net", Phone = "+46 8 555 0190" },
        Guests = [new BookingGuest { ExternalId = "g-1", Name = "Teresa Bragança", Email = "teresa@example.net", Phone = "+351210550140", IsPrimary = true }],
        Stays =
        [
            new RoomStay
            {
                RoomExternalId = "r-407", RoomNumber = "407", RoomType = "Double", Status = BookingStatus.InHouse, Arrival = new DateOnly(2026, 11, 20),
                Departure = new DateOnly(2026, 11, 23), Adults = 2, Children = 1, CheckedInAt = Noon, CheckedOutAt = Noon.AddDays(3),
            },
        ],
        Notes = "Corner room promised",
        SpecialRequests = "Cot",
        CreatedAt = Noon.AddDays(-40),
        ModifiedAt = Noon,
        Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["groupId"] = "grp-7" },
    };

    private static Guest FullGuest { get; } = new()
    {
        ExternalId = "g-1",
        FirstName = "Teresa",
        LastName = "Bragança",
        Title = "Misses",
        Emails = [new GuestEmail("teresa@example.net"), new GuestEmail("relay@guest.example", IsRelay: true)],
        Phones = [new GuestPhone("+351 210 550 140", "+351210550140"), new GuestPhone("210 550 140")],
        Language = "pt-PT",
        Nationality = "PT",
        BirthDate = new DateOnly(1988, 2, 17),
        Vip = true,
        Loyalty = new GuestLoyalty("Aurora Circle", "Gold", "AC-118"),
        TotalStays = 4,
        Preferences = [new GuestPreference("diet", "Vegetarian")],
        DoNotContact = true,
        MergedIntoExternalId = "g-0",
        ModifiedAt = Noon,
        Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["number"] = "60133" },
    };

    private static Room LeastRoom { get; } = new() { ExternalId = "r-1", Number = "1", Housekeeping = HousekeepingStatus.Unknown, Service = RoomService.InService };

    private static Room FullRoom { get; } = new()
    {
        ExternalId = "r-407",
        Number = "407",
        Type = "Double",
        Floor = "4",
        Occupancy = RoomOccupancy.Occupied,
        Housekeeping = HousekeepingStatus.Inspected,
        Service = RoomService.OutOfOrder,
        VendorStatus = "OutOfOrder",
        NightlyRate = new Money(12900, "EUR"),
        Capacity = 2,
        ModifiedAt = Noon,
        Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["wing"] = "north" },
    };

    private static RemovedRecord Removed(string id) => new()
    {
        ExternalId = id,
        Version = new EntityVersion { ModifiedAt = Noon, ObservedAt = Noon.AddSeconds(3), ContentHash = ContentHash.OfRemoval },
    };

    private static Versioned<T> Of<T>(T value, bool modified = true) => new()
    {
        Version = new EntityVersion { ModifiedAt = modified ? Noon : null, ObservedAt = Noon.AddSeconds(3), ContentHash = "00112233445566778899aabbccddeeff" },
        Value = value,
    };
}
