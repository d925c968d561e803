using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>resourceBlocks/getAll (connector-api/operations/resourceblocks.md): outages as OutOfOrder (odd numbers), nights kept by the owner as InternalUse (even).</summary>
internal static class MewsBlocks
{
    private static readonly JsonEncodedText ResourceBlocks = JsonEncodedText.Encode("ResourceBlocks");

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        var (count, cursor) = request.Limitation();
        var named = context.NumberSet("ResourceBlockIds", MewsKind.Block);
        var rooms = context.NumberSet("AssignedResourceIds", MewsKind.Resource);
        var (colliding, created, updated) = (request.Interval("CollidingUtc"), request.Interval("CreatedUtc"), request.Interval("UpdatedUtc"));
        var wanted = context.IsAsked && (request.Texts("ActivityStates")?.Contains("Active") ?? true);
        var blocks = (wanted ? All(context.World) : [])
            .Where(block => (named?.Contains(block.Number) ?? true) && (rooms?.Contains(block.Room) ?? true)
                && (colliding?.Touches(block.Start, block.End) ?? true) && (created?.Holds(block.Created) ?? true) && (updated?.Holds(block.Updated) ?? true))
            .OrderByDescending(block => block.Created).ThenByDescending(block => block.Number)
            .ToList();
        if (cursor is { } id)
        {
            if (!context.Ids.TryRead(id, MewsKind.Block, out var number))
                throw MewsRequest.Invalid("Cursor", "is not one of ours");
            blocks.RemoveRange(0, blocks.FindIndex(block => block.Number == number) + 1);
        }

        var page = blocks.Take(count).ToDictionary(block => block.Number);
        context.WritePage(ResourceBlocks, [.. page.Keys], MewsKind.Block, block => Write(context, page[block]));
    }

    private static IEnumerable<Block> All(HotelWorld world)
    {
        for (var outage = 0; outage < world.Outages.Count; outage++)
        {
            var row = world.Outages[outage];
            yield return new Block(outage * 2 + 1, row.Room, world.Days.Start(row.From), world.Days.Start(row.To), row.Created, row.Created, "OutOfOrder", "Maintenance", "Reported by housekeeping");
        }

        for (var stay = 0; stay < world.StayCount; stay++)
        {
            if (world.Stay(stay).Status == StayStatus.Blocked)
                yield return new Block(stay * 2, world.Stay(stay).Room, world.ScheduledStart(stay), world.ScheduledEnd(stay), world.BookingOf(stay).Created, world.Stay(stay).Updated, "InternalUse", "House use", null);
        }
    }

    private static void Write(MewsContext context, Block block)
    {
        var json = context.Json;
        var broken = block.Number % 2 == 1 ? context.Broken(BrokenEntity.Maintenance, block.Number / 2) : null;
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Block, block.Number));
        json.WriteString(MewsNames.EnterpriseId, context.State.Enterprise);
        json.WriteString("AssignedResourceId"u8, context.Ids.Of(MewsKind.Resource, block.Room));
        json.WriteBoolean(MewsNames.IsActive, true);
        json.WriteString(MewsNames.Type, block.Type);
        if (broken == BrokenHow.WrongType)
            json.WriteBoolean(MewsNames.StartUtc, true);
        else
            context.WriteTime(MewsNames.StartUtc, block.Start);
        context.WriteTime(MewsNames.EndUtc, block.End);
        context.WriteTime(MewsNames.CreatedUtc, block.Created);
        context.WriteTime(MewsNames.UpdatedUtc, block.Updated);
        json.WriteNull("DeletedUtc"u8);
        json.WriteString(MewsNames.Name, block.Name);
        context.WriteText(MewsNames.Notes, block.Notes);
        json.WriteEndObject();
    }

    private sealed record Block(int Number, int Room, uint Start, uint End, uint Created, uint Updated, string Type, string Name, string? Notes);
}
