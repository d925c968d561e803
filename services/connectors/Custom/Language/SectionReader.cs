using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Reads what a mapping says of one entity.</summary>
internal static class SectionReader
{
    public static Section? Read(DocumentNode node, EntityKind entity)
    {
        string[] known = entity switch
        {
            EntityKind.Booking => ["request", "records", "total", "paging", "fields", "guests", "stays", "extensions"],
            EntityKind.Guest => ["request", "within", "records", "total", "paging", "fields", "preferences", "extensions"],
            _ => ["request", "records", "total", "paging", "fields", "extensions"],
        };
        if (!node.Has(known))
            return null;

        var request = node.Member("request") is { } asked ? RequestReader.Read(asked) : null;
        var within = node.PathOf("within");
        if (request is not null && within is not null)
            node.Wrong("has both request and within", "guests are either asked for or taken from bookings");
        var fields = Fields(node, "fields", Targets.Of(entity));
        foreach (var target in Targets.Of(entity).Where(target => target.Mandatory && !fields.ContainsKey(target.Name)))
            node.Wrong($"maps no {target.Name}", $"add \"{target.Name}\": \"$.path\" to fields{(target.Kind == TargetKind.Status ? ", or give it a default" : "")}");
        return new Section
        {
            Entity = entity,
            Request = request,
            Within = within,
            Records = node.PathOf("records") ?? JsonPath.Root,
            Total = node.PathOf("total"),
            Paging = RequestReader.Paging(node.Member("paging"), request),
            Fields = fields,
            Guests = List(node.Member("guests"), Targets.BookingGuests),
            Stays = List(node.Member("stays"), Targets.Stays),
            Extensions = Named(node.Member("extensions")),
            Preferences = Named(node.Member("preferences")),
        };
    }

    private static ListRule? List(DocumentNode? node, IReadOnlyList<Target> targets)
    {
        if (node?.Has("records", "fields") != true)
            return null;
        if (node.Member("records") is null)
            node.Wrong("has no records", "name the list, as in $.rooms");
        return new ListRule(node.PathOf("records") ?? JsonPath.Root, Fields(node, "fields", targets));
    }

    private static Dictionary<string, FieldRule> Fields(DocumentNode node, string name, IReadOnlyList<Target> targets)
    {
        var rules = new Dictionary<string, FieldRule>(StringComparer.Ordinal);
        if (node.Member(name) is not { } fields)
        {
            node.Wrong($"has no {name}", $"write {name} with {string.Join(", ", targets.Select(target => target.Name))}");
            return rules;
        }

        if (!fields.Has([.. targets.Select(target => target.Name)]))
            return rules;
        foreach (var (field, member) in fields.Members)
        {
            if (targets.FirstOrDefault(target => target.Name == field) is { } target && FieldReader.Read(member, target) is { } rule)
                rules[field] = rule;
        }

        return rules;
    }

    private static Dictionary<string, JsonPath> Named(DocumentNode? node)
    {
        var paths = new Dictionary<string, JsonPath>(StringComparer.Ordinal);
        if (node is null)
            return paths;
        if (!node.IsObject)
            node.Wrong("is no object", "write names and paths, as in { \"segment\": \"$.marketSegment\" }");
        foreach (var (name, member) in node.Members)
        {
            if (name.Length > 60)
                member.Wrong("has a name longer than 60 characters", "shorten it");
            else if (member.AsPath() is { } path)
                paths[name] = path;
        }

        return paths;
    }
}
