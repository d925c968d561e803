using System.Text.Json;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Reads a mapping document, all problems at once.</summary>
internal static class DocumentReader
{
    private const int Longest = 256 * 1024;

    private static readonly Dictionary<string, AuthKind> AuthKinds = new(StringComparer.Ordinal)
    {
        ["none"] = AuthKind.None,
        ["apiKey"] = AuthKind.ApiKey,
        ["bearer"] = AuthKind.Bearer,
        ["basic"] = AuthKind.Basic,
        ["oauth2"] = AuthKind.OAuth2,
    };

    private static readonly (string Name, EntityKind Entity)[] Entities =
        [("bookings", EntityKind.Booking), ("guests", EntityKind.Guest), ("rooms", EntityKind.Room)];

    private static readonly JsonDocumentOptions Tolerant = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>The mapping, and what is wrong with it: it must not be used when anything is.</summary>
    public static (MappingDocument Mapping, IReadOnlyList<string> Problems) Read(string text)
    {
        if (text.Length > Longest)
            return (new MappingDocument(), [$"$: is longer than {Longest} characters; a mapping of every field takes a tenth of that."]);
        try
        {
            using var document = JsonDocument.Parse(text, Tolerant);
            var problems = new List<string>();
            return (Read(new DocumentNode(document.RootElement, "$", problems)), problems);
        }
        catch (JsonException error)
        {
            return (new MappingDocument(), [$"$: is not JSON at line {(error.LineNumber ?? 0) + 1}, byte {error.BytePositionInLine ?? 0}; check quotes, commas and brackets there."]);
        }
        catch (InvalidOperationException)
        {
            return (new MappingDocument(), ["$: holds a text that is not Unicode; write the character itself or a whole \\u pair."]);
        }
    }

    private static MappingDocument Read(DocumentNode root)
    {
        if (!root.Has("version", "auth", "headers", "bookings", "guests", "rooms", "posted"))
            return new MappingDocument();

        root.Whole("version", 1, 1, 1);
        var sections = new Dictionary<EntityKind, Section>();
        foreach (var (name, entity) in Entities)
        {
            if (root.Member(name) is { } member && SectionReader.Read(member, entity) is { } section)
                sections[entity] = section;
        }

        if (sections.Count == 0)
            root.Wrong("maps nothing", "add at least one of bookings, guests, rooms");
        if (sections.TryGetValue(EntityKind.Guest, out var guests) && guests.Within is not null && sections.GetValueOrDefault(EntityKind.Booking)?.Request is null)
            root.Member("guests")!.Wrong("takes guests from bookings that nobody asks for", "give bookings a request");
        return new MappingDocument
        {
            Auth = root.Member("auth") is { } auth ? ReadAuth(auth) : new AuthRule(AuthKind.None),
            Headers = ReadHeaders(root.Member("headers")),
            Sections = sections,
            Posted = ReadPosted(root.Member("posted")),
            DeliveryId = root.Member("posted")?.PathOf("deliveryId"),
        };
    }

    private static AuthRule ReadAuth(DocumentNode node)
    {
        if (!node.Has("type", "header", "tokenPath", "scope"))
            return new AuthRule(AuthKind.None);
        if (node.Member("type") is null)
            node.Wrong("has no type", $"write one of {string.Join(", ", AuthKinds.Keys)}");
        var rule = new AuthRule(node.Word("type", AuthKinds) ?? AuthKind.None)
        {
            Header = node.Text("header") ?? "X-Api-Key",
            TokenPath = node.Text("tokenPath") ?? "",
            Scope = node.Text("scope"),
        };
        if (!IsHeader(rule.Header))
            node.Member("header")!.Wrong("is no name of a header", "write one such as X-Api-Key");
        if (rule.Kind == AuthKind.OAuth2 && !RequestReader.StaysBelowEndpoint(rule.TokenPath))
            node.Wrong("has no usable tokenPath", "write the token endpoint's path below the connection's endpoint, as in oauth/token");
        return rule;
    }

    private static List<KeyValuePair<string, string>> ReadHeaders(DocumentNode? node)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (node is null)
            return headers;
        if (!node.IsObject)
            node.Wrong("is no object", "write names and values, as in { \"Accept-Language\": \"en\" }");
        foreach (var (name, member) in node.Members)
        {
            if (!IsHeader(name))
                member.Wrong("is no name of a header", "use letters, digits and hyphens");
            else if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                member.Wrong("is a credential, which a mapping must not hold", "use auth and the connection's settings");
            else if (member.AsText() is { } value)
            {
                if (value.Any(char.IsControl))
                    member.Wrong("holds a control character", "write one line of text");
                else
                    headers.Add(new(name, value));
            }
        }

        return headers;
    }

    private static Dictionary<EntityKind, JsonPath> ReadPosted(DocumentNode? node)
    {
        var posted = new Dictionary<EntityKind, JsonPath>();
        if (node?.Has("bookings", "guests", "rooms", "deliveryId") != true)
            return posted;
        foreach (var (name, entity) in Entities)
        {
            if (node.PathOf(name) is { } path)
                posted[entity] = path;
        }

        return posted;
    }

    private static bool IsHeader(string name) => name.Length is > 0 and <= 100 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
