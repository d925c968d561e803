using System.Collections.Frozen;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>resources/getAll, resources/getOccupancyState and resources/update (connector-api/operations/resources.md). Numbers: rooms, then extras.</summary>
internal static class MewsResources
{
    private static readonly JsonEncodedText Resources = JsonEncodedText.Encode("Resources");
    private static readonly FrozenSet<string> States = new[] { "Dirty", "Clean", "Inspected", "OutOfService", "OutOfOrder" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Occupancies = new[] { "Vacant", "ReservedLocked", "Reserved", "InternalUse", "OutOfOrder" }.ToFrozenSet(StringComparer.Ordinal);

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        if (request.Member("Extent") is not { ValueKind: JsonValueKind.Object } extent)
            throw MewsRequest.Invalid("Extent", "is required");
        var (count, cursor) = request.Limitation();
        var all = Count(context);
        var before = context.Before(cursor, MewsKind.Resource, all);
        var named = context.NumberSet("ResourceIds", MewsKind.Resource);
        var names = request.Texts("Names")?.ToHashSet(StringComparer.Ordinal);
        var (created, updated) = (request.Interval("CreatedUtc"), request.Interval("UpdatedUtc"));
        var page = Enumerable.Range(0, before).Reverse()
            .Where(resource => (named?.Contains(resource) ?? true) && (names?.Contains(NameOf(context, resource)) ?? true) && context.IsAsked
                && (created is not { } c || c.Holds(Dates(context, resource).Created)) && (updated is not { } u || u.Holds(Dates(context, resource).Updated)))
            .Take(count)
            .ToList();
        var shown = extent.TryGetProperty("Resources", out var resources) && resources.ValueKind == JsonValueKind.True;
        context.WritePage(Resources, page, resource => context.Ids.Of(MewsKind.Resource, resource), resource => { if (shown) Write(context, resource); }, static json =>
        {
            json.WriteNull("ResourceCategories"u8);
            json.WriteNull("ResourceCategoryAssignments"u8);
            json.WriteNull("ResourceCategoryImageAssignments"u8);
            json.WriteNull("ResourceFeatures"u8);
            json.WriteNull("ResourceFeatureAssignments"u8);
        });
    }

    public static void GetOccupancyState(MewsContext context)
    {
        var request = context.Request;
        var categories = request.Ids("ResourceCategoryIds", 5) ?? throw MewsRequest.Invalid("ResourceCategoryIds", "is required");
        var states = request.Words("ResourceStates", States);
        var occupancies = request.Words("OccupancyStates", Occupancies);
        var tonight = MewsOccupancy.Tonight(context);
        var json = context.Json;
        json.WriteStartObject();
        json.WriteStartArray("ResourceCategoryOccupancyStates"u8);
        foreach (var category in context.Numbers(categories, MewsKind.Category, context.State.Categories.Count))
        {
            json.WriteStartObject();
            json.WriteString("ResourceCategoryId"u8, context.Ids.Of(MewsKind.Category, category));
            json.WriteStartArray("ResourceOccupancyStates"u8);
            for (var resource = 0; resource < Count(context); resource++)
            {
                var (state, occupancy) = (StateOf(context, resource), resource < tonight.Length ? tonight[resource] : "Vacant");
                if (CategoryOf(context, resource) != category || states?.Contains(state) == false || occupancies?.Contains(occupancy) == false)
                    continue;
                json.WriteStartObject();
                json.WriteString("ResourceId"u8, context.Ids.Of(MewsKind.Resource, resource));
                json.WriteString("ResourceState"u8, state);
                json.WriteString("OccupancyState"u8, occupancy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Update(MewsContext context)
    {
        if (context.Request.Member("ResourceUpdates") is not { ValueKind: JsonValueKind.Array } updates)
            throw MewsRequest.Invalid("ResourceUpdates", "is required");
        if (updates.GetArrayLength() > 1000)
            throw MewsRequest.Invalid("ResourceUpdates", "must have at most 1000 items");
        var changes = updates.EnumerateArray().Select(update => ReadUpdate(context, update)).ToList();
        foreach (var (room, state, name, floor) in changes)
        {
            room.Condition = state ?? room.Condition;
            room.Number = name ?? room.Number;
            room.Floor = floor ?? room.Floor;
            room.Updated = Math.Max(context.Property.Now, room.Updated);
        }

        context.WriteEmpty();
    }

    public static int Count(MewsContext context) => context.World.Rooms.Rooms.Count + context.State.Extras.Count;

    public static int CategoryOf(MewsContext context, int resource)
    {
        var rooms = context.World.Rooms.Rooms;
        return resource < rooms.Count ? rooms[resource].Group : context.State.Extras[resource - rooms.Count].Category;
    }

    public static string NameOf(MewsContext context, int resource)
    {
        var rooms = context.World.Rooms.Rooms;
        return resource < rooms.Count ? rooms[resource].Number : context.State.Extras[resource - rooms.Count].Name;
    }

    public static (uint Created, uint Updated) Dates(MewsContext context, int resource)
    {
        var rooms = context.World.Rooms.Rooms;
        return resource < rooms.Count ? (rooms[resource].Created, rooms[resource].Updated) : (rooms[^1].Created, rooms[^1].Created);
    }

    private static string StateOf(MewsContext context, int resource)
    {
        var rooms = context.World.Rooms.Rooms;
        return resource < rooms.Count ? MewsWords.ConditionText(rooms[resource].Condition) : "Inspected";
    }

    private static (Room Room, RoomCondition? State, string? Name, string? Floor) ReadUpdate(MewsContext context, JsonElement update)
    {
        var rooms = context.World.Rooms.Rooms;
        if (!Guid.TryParse(MewsRequest.Text(update, "ResourceId"), out var id) || context.Numbers([id], MewsKind.Resource, rooms.Count) is not [var number])
            throw MewsRequest.Invalid("ResourceId", "is unknown");
        RoomCondition? condition = Value(update, "State") switch
        {
            null => null,
            "Clean" => RoomCondition.Clean,
            "Dirty" => RoomCondition.Dirty,
            "Inspected" => RoomCondition.Inspected,
            "OutOfService" => RoomCondition.OutOfService,
            "OutOfOrder" => throw new VendorRefusal(StatusCodes.Status403Forbidden, "The state OutOfOrder is set with resource blocks."),
            _ => throw MewsRequest.Invalid("State", "is unknown"),
        };
        var data = update.TryGetProperty("Data", out var given) && given.ValueKind == JsonValueKind.Object && given.TryGetProperty("Value", out var space) ? space : default;
        return (rooms[number], condition, Value(update, "Name"), data.ValueKind == JsonValueKind.Object ? Value(data, "FloorNumber") : null);
    }

    /// <summary>The text inside an update value; null when nothing is to change.</summary>
    private static string? Value(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? MewsRequest.Text(value, "Value") : null;

    private static void Write(MewsContext context, int resource)
    {
        var rooms = context.World.Rooms.Rooms;
        var room = resource < rooms.Count ? rooms[resource] : null;
        var extra = room is null ? context.State.Extras[resource - rooms.Count] : null;
        var (created, updated) = Dates(context, resource);
        var broken = room is null ? null : context.Broken(BrokenEntity.Rooms, resource);
        var json = context.Json;
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Resource, resource));
        json.WriteString(MewsNames.EnterpriseId, context.State.Enterprise);
        json.WriteBoolean(MewsNames.IsActive, true);
        context.Write(JsonEncodedText.Encode("ParentResourceId"), extra?.Parent is { } parent ? context.Ids.Of(MewsKind.Resource, rooms.Count + parent) : null);
        if (broken == BrokenHow.WrongType)
            json.WriteBoolean(MewsNames.Name, true);
        else
            json.WriteString(MewsNames.Name, NameOf(context, resource));
        json.WriteString(MewsNames.State, StateOf(context, resource));
        MewsCategories.WriteTexts(json, "Descriptions", null);
        context.WriteTime(MewsNames.CreatedUtc, created);
        context.WriteTime(MewsNames.UpdatedUtc, updated);
        json.WriteStartObject(MewsNames.Data);
        json.WriteString(MewsNames.Discriminator, extra is { IsSpace: false } ? "Object"u8 : "Space"u8);
        json.WriteStartObject(MewsNames.Value);
        if (extra is not { IsSpace: false })
        {
            json.WriteString("FloorNumber"u8, room?.Floor ?? "0");
            json.WriteString("LocationNotes"u8, ""u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        MewsCategories.WriteTexts(json, "ExternalNames", null);
        MewsCategories.WriteTexts(json, "Directions", null);
        json.WriteEndObject();
    }
}
