using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>tasks/getAll (connector-api/operations/tasks.md): chores, which are open until they are closed.</summary>
internal static class MewsTasks
{
    private static readonly JsonEncodedText Tasks = JsonEncodedText.Encode("Tasks");

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        var (count, cursor) = request.Limitation();
        var named = context.NumberSet("TaskIds", MewsKind.Task);
        var orders = request.Ids("ServiceOrderIds");
        var (created, closed, deadline) = (request.Interval("CreatedUtc"), request.Interval("ClosedUtc"), request.Interval("DeadlineUtc"));
        var chores = (context.IsAsked ? context.World.Upkeep.Chores() : [])
            .Where(chore => (named?.Contains(chore.Number) ?? true) && (orders?.Contains(MewsReservations.IdOf(context.State, chore.Stay)) ?? true)
                && (created?.Holds(chore.Created) ?? true) && (closed is not { } span || chore.Done > 0 && span.Holds(chore.Done)) && (deadline?.Holds(chore.Due) ?? true))
            .OrderByDescending(chore => chore.Created).ThenByDescending(chore => chore.Number)
            .ToList();
        if (cursor is { } id)
        {
            if (!context.Ids.TryRead(id, MewsKind.Task, out var number))
                throw MewsRequest.Invalid("Cursor", "is not one of ours");
            chores.RemoveRange(0, chores.FindIndex(chore => chore.Number == number) + 1);
        }

        var page = chores.Take(count).ToDictionary(chore => chore.Number);
        context.WritePage(Tasks, [.. page.Keys], MewsKind.Task, number => Write(context, page[number]));
    }

    public static string StateOf(Chore chore) => chore.Done > 0 ? "Closed" : "Open";

    private static void Write(MewsContext context, Chore chore)
    {
        var json = context.Json;
        var broken = context.Broken(BrokenEntity.HousekeepingTasks, chore.Number);
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Task, chore.Number));
        json.WriteString(MewsNames.EnterpriseId, context.State.Enterprise);
        if (broken == BrokenHow.WrongType)
            json.WriteBoolean(MewsNames.Name, true);
        else
            json.WriteString(MewsNames.Name, chore.Title);
        json.WriteString(MewsNames.State, StateOf(chore));
        json.WriteNull("Description"u8);
        json.WriteNull("DepartmentId"u8);
        json.WriteString("ServiceOrderId"u8, MewsReservations.IdOf(context.State, chore.Stay));
        context.WriteTime(MewsNames.CreatedUtc, chore.Created);
        context.WriteTime(JsonEncodedText.Encode("DeadlineUtc"), chore.Due);
        context.WriteTime(MewsNames.ClosedUtc, chore.Done);
        json.WriteEndObject();
    }
}
