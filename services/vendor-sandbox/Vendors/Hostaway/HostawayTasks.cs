using System.Globalization;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>GET /tasks (source/includes/_task_retrieveList.md, _task_object.md).</summary>
internal static class HostawayTasks
{
    private const int FirstTask = 1_200_000;
    private const int Cleaning = 1;
    private const int CheckIn = 3;

    public static void List(HostawayContext context)
    {
        var status = context.Query("status");
        var reservation = context.Number("reservationId");
        var (start, end) = (context.Date("canStartFromStart"), context.Date("canStartFromEnd"));
        var (dueStart, dueEnd) = (context.Date("shouldEndByStart"), context.Date("shouldEndByEnd"));
        var fitting = context.World.Upkeep.Chores()
            .Where(chore => (status is null || StatusOf(context.World, chore) == status) && (reservation is null || context.State.ReservationId(chore.Stay) == reservation)
                && IsWithin(chore.From, start, end) && IsWithin(chore.Due, dueStart, dueEnd))
            .ToDictionary(chore => chore.Number);
        var limit = context.Limit();
        var before = context.Number("offset") ?? 0;
        context.WriteList([.. fitting.Keys.Skip(before).Take(limit)], fitting.Count, limit, before, number => Write(context, fitting[number]));
    }

    public static int IdOf(int chore) => FirstTask + chore;

    public static int CategoryOf(Chore chore) => chore.IsCleaning ? Cleaning : CheckIn;

    /// <summary>In the documented words.</summary>
    public static string StatusOf(HotelWorld world, Chore chore) =>
        chore.Done > 0 ? "completed" : chore.Begun ? "inProgress" : Dice.Of(world.Order.Seed, 93, chore.Number, 3) == 0 ? "confirmed" : "pending";

    private static bool IsWithin(uint moment, int? from, int? to) =>
        (from is not { } first || moment >= first * 86_400L) && (to is not { } last || moment < (last + 1) * 86_400L);

    private static void Write(HostawayContext context, Chore chore)
    {
        var json = context.Json;
        var world = context.World;
        var broken = context.Broken(BrokenEntity.HousekeepingTasks, chore.Number);
        var room = world.Stay(chore.Stay).Room;
        var group = world.Rooms.Rooms[room].Group;
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteNumber("id"u8, IdOf(chore.Number));
        json.WriteNumber("listingMapId"u8, HostawayState.ListingId(group));
        json.WriteNumber("reservationId"u8, context.State.ReservationId(chore.Stay));
        json.WriteNull("assigneeUserId"u8);
        json.WriteNumber("isUpdatedManually"u8, 0);
        if (broken == BrokenHow.WrongType)
            json.WriteBoolean("title"u8, false);
        else
            json.WriteString("title"u8, chore.Title);
        json.WriteNull("description"u8);
        context.WriteTime("canStartFrom"u8, chore.From);
        WriteLocal(context, "canStartFromListingTime"u8, chore.From);
        context.WriteTime("shouldEndBy"u8, chore.Due);
        WriteLocal(context, "shouldEndByListingTime"u8, chore.Due);
        json.WriteString("status"u8, StatusOf(world, chore));
        json.WriteNull("startedAt"u8);
        json.WriteNull("confirmedAt"u8);
        context.WriteTime("completedAt"u8, chore.Done);
        json.WriteNull("priority"u8);
        json.WriteNull("cost"u8);
        json.WriteStartArray("checklistItems"u8);
        json.WriteEndArray();
        json.WriteStartArray("categoriesMap"u8);
        json.WriteNumberValue(CategoryOf(chore));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLocal(HostawayContext context, ReadOnlySpan<byte> name, uint moment) => context.Json.WriteString(
        name, TimeZoneInfo.ConvertTime(Moment.ToInstant(moment), context.World.Days.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
}
