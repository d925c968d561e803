using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Reads how a mapping asks for records.</summary>
internal static partial class RequestReader
{
    /// <summary>What may stand in braces.</summary>
    private static readonly string[] Placeholders =
    [
        "since", "from", "until", "arrivalFrom", "arrivalUntil", "departureFrom", "departureUntil", "inHouseOn", "today", "now", "limit", "page", "offset", "cursor",
    ];

    private static readonly Dictionary<string, SyncMode> Modes = new(StringComparer.Ordinal)
    {
        ["full"] = SyncMode.Full,
        ["changes"] = SyncMode.ModifiedSince,
        ["arrivals"] = SyncMode.Arrivals,
        ["departures"] = SyncMode.Departures,
        ["inHouse"] = SyncMode.InHouse,
        ["roomStatus"] = SyncMode.RoomStatus,
    };

    private static readonly Dictionary<string, PagingKind> PagingKinds = new(StringComparer.Ordinal)
    {
        ["none"] = PagingKind.None,
        ["page"] = PagingKind.Page,
        ["offset"] = PagingKind.Offset,
        ["cursor"] = PagingKind.Cursor,
        ["link"] = PagingKind.Link,
    };

    public static RequestRule Read(DocumentNode node)
    {
        if (!node.Has("path", "paths", "method", "body", "graphql", "instantFormat"))
            return new RequestRule();

        var graph = node.Member("graphql") is { } queried ? Graph(queried) : null;
        var method = node.Word("method", new Dictionary<string, bool>(StringComparer.Ordinal) { ["GET"] = false, ["POST"] = true });
        var body = node.Member(graph is null ? "body" : "graphql") is { } holder
            ? graph is null ? Body(holder) : holder.Member("variables") is { } variables ? Body(variables) : null
            : null;
        if (body is not null && graph is null && method != true)
            node.Member("body")!.Wrong("is sent with POST only", "add \"method\": \"POST\"");
        return new RequestRule
        {
            Method = graph is not null || method == true ? HttpMethod.Post : HttpMethod.Get,
            Path = Path(node.Member("path"), node),
            Modes = ModePaths(node.Member("paths")),
            Body = body,
            Graph = graph,
            InstantFormat = InstantFormat(node.Member("instantFormat")),
        };
    }

    public static PagingRule Paging(DocumentNode? node, RequestRule? request)
    {
        if (node?.Has("type", "size", "first", "next", "more", "shortPageEnds") != true)
            return new PagingRule(PagingKind.None);
        if (node.Member("type") is null)
            node.Wrong("has no type", $"write one of {string.Join(", ", PagingKinds.Keys)}");
        var paging = new PagingRule(node.Word("type", PagingKinds) ?? PagingKind.None)
        {
            Size = node.Whole("size", 1, 5000, 100),
            First = node.Whole("first", 0, 1, 1),
            Next = node.PathOf("next"),
            More = node.PathOf("more"),
            ShortPageEnds = node.Flag("shortPageEnds", true),
        };
        if (paging.Kind is PagingKind.Cursor or PagingKind.Link && paging.Next is null)
            node.Wrong("has no next", "say where the answer tells what comes next, as in $.meta.nextCursor");
        var needed = paging.Kind switch { PagingKind.Page => "{page}", PagingKind.Offset => "{offset}", PagingKind.Cursor => "{cursor}", _ => null };
        if (needed is not null && request is not null && !Texts(request).Any(text => text.Contains(needed, StringComparison.Ordinal)))
            node.Wrong($"turns pages that no request asks for", $"use {needed} in the request");
        return paging;
    }

    /// <summary>Whether a path leads to the connection's own host, whatever is put into its placeholders.</summary>
    public static bool StaysBelowEndpoint(string path) =>
        path.Length is > 0 and <= 2000 && path[0] is not ('/' or '\\') && !path.Contains("://", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Split('/', '?')[0].Contains(':', StringComparison.Ordinal) && !path.Split('?')[0].Split('/').Contains("..") && !path.Any(char.IsControl)
        && Uri.TryCreate(new Uri("http://endpoint.invalid/"), path, out var made) && made.Host == "endpoint.invalid";

    private static string Path(DocumentNode? node, DocumentNode request)
    {
        if (node is null)
        {
            request.Wrong("has no path", "write the path below the connection's endpoint, as in v1/bookings?page={page}");
            return "";
        }

        var path = node.AsText() ?? "";
        if (!StaysBelowEndpoint(path))
            node.Wrong("is no path below the connection's endpoint", "write one without host and leading slash, as in v1/bookings?page={page}");
        Check(node, path);
        return path;
    }

    private static Dictionary<SyncMode, string> ModePaths(DocumentNode? node)
    {
        var paths = new Dictionary<SyncMode, string>();
        if (node?.Has([.. Modes.Keys]) != true)
            return paths;
        foreach (var (name, member) in node.Members)
        {
            if (Modes.TryGetValue(name, out var mode))
                paths[mode] = Path(member, node);
        }

        return paths;
    }

    private static GraphRule? Graph(DocumentNode node)
    {
        if (!node.Has("query", "operation", "variables", "persisted"))
            return null;
        var rule = new GraphRule(
            node.NeededText("query", "write the whole document with its variables"),
            node.NeededText("operation", "name the operation of the query"),
            node.Flag("persisted", false));
        if (rule.Operation.Length > 0 && (rule.Operation.Length > 60 || !rule.Operation.All(char.IsAsciiLetterOrDigit)))
            node.Member("operation")?.Wrong("is no plain name", "use letters and digits");
        else if (rule.Operation.Length > 0 && !rule.Query.Contains(rule.Operation, StringComparison.Ordinal))
            node.Member("operation")?.Wrong("is not in the query", "write query NAME(...) { ... } and the same name here");
        return rule;
    }

    private static JsonObject? Body(DocumentNode node)
    {
        if (!node.IsObject)
        {
            node.Wrong("is no object", "write the JSON to send, as in { \"updatedSince\": \"{since}\" }");
            return null;
        }

        Check(node, node.Value.GetRawText());
        return JsonNode.Parse(node.Value.GetRawText(), documentOptions: new() { AllowTrailingCommas = true, CommentHandling = System.Text.Json.JsonCommentHandling.Skip }) as JsonObject;
    }

    private static string InstantFormat(DocumentNode? node)
    {
        if (node?.AsText() is not { } format)
            return "iso";
        if (format is not ("iso" or "unix" or "unixMilliseconds") && !format.Contains("yyyy", StringComparison.Ordinal))
            node.Wrong($"'{DocumentNode.Shown(format)}' is no format of instants", "write iso, unix, unixMilliseconds or one such as yyyy-MM-dd HH:mm:ss");
        return format;
    }

    private static void Check(DocumentNode node, string text)
    {
        foreach (var name in Placeholder().Matches(text).Select(match => match.Groups["name"].Value).Where(name => !Placeholders.Contains(name, StringComparer.Ordinal)))
            node.Wrong($"{{{name}}} is no placeholder", $"known are {string.Join(", ", Placeholders)}");
    }

    private static IEnumerable<string> Texts(RequestRule request) =>
        [request.Path, .. request.Modes.Values, request.Body?.ToJsonString() ?? ""];

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Placeholder();
}
