using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Contracts.Tests;

/// <summary>Samples of nights, maintenance and tasks.</summary>
internal static partial class SampleEvents
{
    private static IEnumerable<(string Name, object Event)> OfUpkeep()
    {
        yield return ("AvailabilityChanged.1.full", new AvailabilityChanged { Context = Context, Items = [Of(FullNight, modified: false)] });
        yield return ("AvailabilityChanged.1.minimal", new AvailabilityChanged { Context = Least, Items = [Of(LeastNight, modified: false)] });
        yield return ("MaintenanceChanged.1.full", new MaintenanceChanged { Context = Context, Items = [Of(FullBlock)] });
        yield return ("MaintenanceChanged.1.minimal", new MaintenanceChanged { Context = Least, Items = [Of(LeastBlock, modified: false)] });
        yield return ("HousekeepingTasksChanged.1.full", new HousekeepingTasksChanged { Context = Context, Items = [Of(FullTask)] });
        yield return ("HousekeepingTasksChanged.1.minimal", new HousekeepingTasksChanged { Context = Least, Items = [Of(LeastTask, modified: false)] });
    }

    private static AvailabilityDay LeastNight { get; } = new()
    {
        ExternalId = "dbl:2026-11-21",
        RoomTypeExternalId = "dbl",
        Date = new DateOnly(2026, 11, 21),
        Available = -1,
    };

    private static AvailabilityDay FullNight { get; } = LeastNight with
    {
        RoomType = "Double",
        Available = 3,
        Total = 12,
        Rates = [new AvailabilityRate { RatePlanExternalId = "bar", RatePlan = "Best available", GrossPrice = new Money(12900, "EUR"), NetPrice = new Money(12170, "EUR") }],
        MinimumStay = 2,
        MaximumStay = 14,
        ClosedToArrival = false,
        ClosedToDeparture = true,
        Closed = false,
        VendorStatus = "available",
    };

    private static MaintenanceBlock LeastBlock { get; } = new()
    {
        ExternalId = "m-1",
        RoomExternalId = "r-407",
        Service = RoomService.OutOfService,
        From = new DateOnly(2026, 11, 21),
        Until = new DateOnly(2026, 11, 21),
    };

    private static MaintenanceBlock FullBlock { get; } = LeastBlock with
    {
        RoomNumber = "407",
        Service = RoomService.OutOfOrder,
        Until = new DateOnly(2026, 11, 23),
        StartsAt = Noon.AddDays(1),
        EndsAt = Noon.AddDays(3),
        Cancelled = true,
        Reason = "Air conditioning",
        Notes = "Parts come on Monday",
        VendorKind = "OutOfOrder",
        CreatedAt = Noon.AddDays(-1),
        ModifiedAt = Noon,
    };

    private static HousekeepingTask LeastTask { get; } = new()
    {
        ExternalId = "t-1",
        Kind = HousekeepingTaskKind.Unknown,
        Status = HousekeepingTaskStatus.Pending,
        VendorStatus = "Open",
        Title = "Extra bed",
    };

    private static HousekeepingTask FullTask { get; } = LeastTask with
    {
        RoomExternalId = "r-407",
        RoomNumber = "407",
        BookingExternalId = "b-1",
        Kind = HousekeepingTaskKind.Cleaning,
        VendorKind = "cleaning",
        Status = HousekeepingTaskStatus.Completed,
        VendorStatus = "completed",
        Notes = "With a rail",
        AssigneeExternalId = "u-9",
        ScheduledFor = Noon,
        DueAt = Noon.AddHours(3),
        StartedAt = Noon.AddMinutes(5),
        CompletedAt = Noon.AddMinutes(40),
        CreatedAt = Noon.AddDays(-1),
        ModifiedAt = Noon.AddMinutes(40),
        Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["priority"] = "1" },
    };
}
