using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>GET /listings/{id}/calendar (source/includes/_calendar_retrieveCalendar.md): one object per day, start and end included.</summary>
internal static class HostawayCalendar
{
    private const int MostDays = 730;

    public static void Get(HostawayContext context, long id)
    {
        var number = context.State.GroupOf(id) ?? throw HostawayContext.NotFound("Listing");
        var from = context.Date("startDate") ?? context.World.Today;
        var to = context.Date("endDate") ?? from + 30;
        if (to < from || to - from > MostDays)
            throw HostawayContext.Invalid("endDate has to be at most two years after startDate");
        var stays = Enumerable.Range(0, context.World.StayCount)
            .Where(stay => context.State.ListingOf(stay) == number && context.World.Stay(stay).HoldsRoom && context.World.Stay(stay).Arrival <= to && context.World.Stay(stay).Departure > from)
            .ToList();
        context.WriteResult(() =>
        {
            context.Json.WriteStartArray();
            var use = context.World.Upkeep.Use(from, to + 1);
            for (var day = from; day <= to; day++)
                WriteDay(context, number, day, use[number, day - from], [.. stays.Where(stay => context.World.Stay(stay).Arrival <= day && context.World.Stay(stay).Departure > day)]);
            context.Json.WriteEndArray();
        });
    }

    public static string StatusOf(RoomGroup group, NightUse use) =>
        use.All < group.Rooms ? "available" : use.Pending > 0 ? "pending" : use.Sold + use.Held > 0 ? "reserved" : "blocked";

    private static void WriteDay(HostawayContext context, int number, int day, NightUse use, List<int> stays)
    {
        var json = context.Json;
        var world = context.World;
        var group = world.Rooms.Groups[number];
        var free = group.Rooms - use.All;
        var broken = day == world.Today ? context.Broken(BrokenEntity.Availability, number) : null;
        json.WriteStartObject();
        json.WriteNumber("id"u8, number * 100_000 + day);
        if (broken == BrokenHow.WrongType)
            json.WriteBoolean("date"u8, true);
        else if (broken is null)
            json.WriteString("date"u8, Moment.Date(day));
        json.WriteNumber("isAvailable"u8, free > 0 ? 1 : 0);
        json.WriteNumber("isProcessed"u8, 1);
        json.WriteString("status"u8, StatusOf(group, use));
        context.WriteMoney("price"u8, world.Prices.Quote(group.PriceLevel, day));
        json.WriteNumber("minimumStay"u8, 1);
        json.WriteNumber("maximumStay"u8, WorldChanges.MostNights);
        json.WriteNull("closedOnArrival"u8);
        json.WriteNull("closedOnDeparture"u8);
        json.WriteNull("note"u8);
        context.WriteNumber("countAvailableUnits"u8, group.MultiUnit ? group.Rooms : null);
        context.WriteNumber("availableUnitsToSell"u8, group.MultiUnit ? free : null);
        context.WriteNumber("countPendingUnits"u8, group.MultiUnit ? use.Pending : null);
        context.WriteNumber("countBlockingReservations"u8, group.MultiUnit ? stays.Count : null);
        context.WriteNumber("countBlockedUnits"u8, group.MultiUnit ? use.Broken : null);
        context.WriteNumber("desiredUnitsToSell"u8, group.MultiUnit ? group.Rooms : null);
        json.WriteStartArray("reservations"u8);
        foreach (var stay in context.IncludeResources ? stays.Select(stay => world.BookingOf(stay).FirstStay).Distinct() : [])
            HostawayReservationJson.Write(context, stay, attachments: false);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
