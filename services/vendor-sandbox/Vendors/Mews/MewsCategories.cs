using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>resourceCategories/getAll and resourceCategoryAssignments/getAll (connector-api/operations/resourcecategories.md).</summary>
internal static class MewsCategories
{
    private static readonly JsonEncodedText ResourceCategories = JsonEncodedText.Encode("ResourceCategories");
    private static readonly JsonEncodedText ResourceCategoryAssignments = JsonEncodedText.Encode("ResourceCategoryAssignments");

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        var services = request.Ids("ServiceIds") ?? throw MewsRequest.Invalid("ServiceIds", "is required");
        var (count, cursor) = request.Limitation();
        var categories = context.State.Categories;
        var before = context.Before(cursor, MewsKind.Category, categories.Count);
        var named = context.NumberSet("ResourceCategoryIds", MewsKind.Category);
        var updated = request.Interval("UpdatedUtc");
        var created = context.World.Rooms.Rooms[0].Created;
        var page = Enumerable.Range(0, before).Reverse()
            .Where(category => services.Contains(context.State.ServiceOf(categories[category])) && (named?.Contains(category) ?? true) && (updated?.Holds(created) ?? true) && context.IsAsked && Active(context))
            .Take(count)
            .ToList();
        context.WritePage(ResourceCategories, page, MewsKind.Category, category => Write(context, category));
    }

    public static void GetAllAssignments(MewsContext context)
    {
        var request = context.Request;
        var categories = context.NumberSet("ResourceCategoryIds", MewsKind.Category) ?? throw MewsRequest.Invalid("ResourceCategoryIds", "is required");
        var (count, cursor) = request.Limitation();
        var before = context.Before(cursor, MewsKind.Assignment, MewsResources.Count(context));
        var resources = context.NumberSet("ResourceIds", MewsKind.Resource);
        var named = context.NumberSet("ResourceCategoryAssignmentIds", MewsKind.Assignment);
        var updated = request.Interval("UpdatedUtc", unlimited: true);
        var page = Enumerable.Range(0, before).Reverse()
            .Where(resource => categories.Contains(MewsResources.CategoryOf(context, resource)) && (resources?.Contains(resource) ?? true) && (named?.Contains(resource) ?? true)
                && (updated?.Holds(MewsResources.Dates(context, resource).Created) ?? true) && context.IsAsked && Active(context))
            .Take(count)
            .ToList();
        context.WritePage(ResourceCategoryAssignments, page, MewsKind.Assignment, resource => WriteAssignment(context, resource));
    }

    /// <summary>Writes a localized text in the enterprise's language; empty without one.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, string? text)
    {
        json.WriteStartObject(name);
        if (text is not null)
            json.WriteString("en-US"u8, text);
        json.WriteEndObject();
    }

    /// <summary>Nothing here is ever deleted, so a call that wants deleted records only gets none.</summary>
    private static bool Active(MewsContext context) => context.Request.Texts("ActivityStates")?.Contains("Active") ?? true;

    private static void Write(MewsContext context, int number)
    {
        var json = context.Json;
        var category = context.State.Categories[number];
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Category, number));
        json.WriteString(MewsNames.EnterpriseId, context.State.Enterprise);
        json.WriteString(MewsNames.ServiceId, context.State.ServiceOf(category));
        json.WriteBoolean(MewsNames.IsActive, true);
        json.WriteString(MewsNames.Type, category.Type);
        json.WriteString("Classification"u8, category.Type switch { "Suite" => "JuniorSuite", "Apartment" => "Apartment", "Room" => "StandardRoom", _ => "Other" });
        WriteTexts(json, "Names", category.Name);
        WriteTexts(json, "ShortNames", category.Short);
        WriteTexts(json, "Descriptions", null);
        json.WriteNumber("Ordering"u8, number);
        json.WriteNumber("Capacity"u8, category.Capacity);
        json.WriteNumber("ExtraCapacity"u8, category.Type == "Room" ? 1 : 0);
        json.WriteNull(MewsNames.ExternalIdentifier);
        json.WriteNull(MewsNames.AccountingCategoryId);
        json.WriteEndObject();
    }

    private static void WriteAssignment(MewsContext context, int resource)
    {
        var json = context.Json;
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Assignment, resource));
        json.WriteBoolean(MewsNames.IsActive, true);
        json.WriteString("ResourceId"u8, context.Ids.Of(MewsKind.Resource, resource));
        json.WriteString("CategoryId"u8, context.Ids.Of(MewsKind.Category, MewsResources.CategoryOf(context, resource)));
        context.WriteTime(MewsNames.CreatedUtc, MewsResources.Dates(context, resource).Created);
        context.WriteTime(MewsNames.UpdatedUtc, MewsResources.Dates(context, resource).Created);
        json.WriteEndObject();
    }
}
