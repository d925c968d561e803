using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.VendorSandbox.Faults;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>Documents whose hash the server knows.</summary>
internal sealed class CustomGraphState
{
    public ConcurrentDictionary<string, string> Documents { get; } = new(StringComparer.Ordinal);
}

/// <summary>A request of the GraphQL endpoint.</summary>
internal sealed record CustomGraphRequest(string OperationName, string? Query, string? Hash, JsonObject Variables);

/// <summary>
/// The GraphQL endpoint: queries bookings, booking, guests and rooms as cursor connections, mutation addRemark; automatic persisted queries. A record whose
/// id is missing is null in its list, with an error beside the data, for the schema says <c>id: ID!</c>.
/// </summary>
internal sealed class CustomGraph(VendorCall call)
{
    private readonly List<JsonObject> _errors = [];

    public static async Task<CustomGraphRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken) is JsonObject body)
            {
                return new CustomGraphRequest(
                    (string?)body["operationName"] ?? "", (string?)body["query"], (string?)body["extensions"]?["persistedQuery"]?["sha256Hash"], body["variables"] as JsonObject ?? []);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
        }

        throw new VendorRefusal(StatusCodes.Status400BadRequest, "The request is no GraphQL request.");
    }

    public static void WriteError(Utf8JsonWriter json, string code, string message, int? retryAfter = null)
    {
        json.WriteStartObject();
        json.WriteNull("data"u8);
        json.WriteStartArray("errors"u8);
        ErrorOf(code, message, null, retryAfter).WriteTo(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void Answer(CustomGraphRequest request)
    {
        if (DocumentOf(request) is not { } text)
        {
            WriteError(call.Json, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound");
            return;
        }

        var operations = GraphDocument.Parse(text);
        var operation = request.OperationName.Length == 0 && operations.Count == 1 ? operations[0]
            : operations.FirstOrDefault(each => each.Name == request.OperationName) ?? throw Invalid("There is no operation of this name.");
        var data = new JsonObject();
        foreach (var field in operation.Fields)
            data[field.Alias] = Resolve(operation, field, Arguments(operation, field, request.Variables));

        var answer = new JsonObject { ["data"] = data };
        if (_errors.Count > 0)
            answer["errors"] = new JsonArray([.. _errors]);
        answer.WriteTo(call.Json);
    }

    private static VendorRefusal Invalid(string why) => new(StatusCodes.Status400BadRequest, why);

    private string? DocumentOf(CustomGraphRequest request)
    {
        var known = ((CustomGraphState)call.Property!.State).Documents;
        if (request.Hash is not { } hash)
            return request.Query ?? throw Invalid("There is no document.");
        if (request.Query is not { } query)
            return known.GetValueOrDefault(hash);
        if (hash != Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query))))
            throw Invalid("The hash is not the document's.");
        return known[hash] = query;
    }

    private static Dictionary<string, string?> Arguments(GraphOperation operation, GraphField field, JsonObject variables)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in field.Arguments)
        {
            if (value.Variable is { } variable && !operation.Variables.ContainsKey(variable))
                throw Invalid($"The variable ${variable} is not declared.");
            var given = value.Variable is { } used ? variables[used] ?? operation.Variables[used] : value.Literal;
            values[name] = given switch
            {
                null => null,
                JsonValue scalar when scalar.TryGetValue(out string? text) => text,
                JsonValue scalar => scalar.ToJsonString(),
                _ => throw Invalid($"The argument {name} is no scalar."),
            };
        }

        return values;
    }

    private JsonNode? Resolve(GraphOperation operation, GraphField field, Dictionary<string, string?> arguments)
    {
        var question = new CustomQuestion(call.Property!, name => arguments.GetValueOrDefault(name) is { Length: > 0 } text ? text : null);
        return (operation.Kind, field.Name) switch
        {
            ("query", "bookings") => Connection(field, question, question.Bookings(), BrokenEntity.Bookings),
            ("query", "guests") => Connection(field, question, question.Guests(), BrokenEntity.Guests),
            ("query", "rooms") => Connection(field, question, question.Rooms(), BrokenEntity.Rooms),
            ("query", "booking") => One(field, arguments.GetValueOrDefault("id")),
            ("mutation", "addRemark") => AddRemark(field, arguments),
            _ => throw Invalid($"There is no field {field.Name}."),
        };
    }

    private JsonObject Connection(GraphField field, CustomQuestion question, List<int> records, BrokenEntity entity)
    {
        var (from, size) = (question.After("after", records), question.Size("first"));
        var shown = records.Skip(from).Take(size).ToList();
        var more = from + shown.Count < records.Count;
        string? end = shown.Count > 0 ? CustomQuestion.CursorOf(shown[^1]) : null;
        PageFaults.Disturb(call, shown);
        var connection = new JsonObject();
        foreach (var part in field.Fields)
        {
            connection[part.Alias] = part.Name switch
            {
                "totalCount" => records.Count,
                "pageInfo" => Project(new JsonObject { ["hasNextPage"] = more, ["endCursor"] = end }, part.Fields),
                "nodes" => new JsonArray([.. shown.Select((record, index) => Node(entity, record, part, $"{field.Alias}.{part.Alias}.{index.ToString(CultureInfo.InvariantCulture)}"))]),
                _ => throw Invalid($"There is no field {part.Name}."),
            };
        }

        return connection;
    }

    private JsonNode? One(GraphField field, string? id) =>
        id is not null && CustomWords.StayOf(call.Property!.World, id) is { } stay ? Node(BrokenEntity.Bookings, stay, field, field.Alias) : null;

    private JsonNode? AddRemark(GraphField field, Dictionary<string, string?> arguments)
    {
        var property = call.Property!;
        var stay = CustomWords.StayOf(property.World, arguments.GetValueOrDefault("bookingId") ?? "") ?? throw new VendorRefusal(StatusCodes.Status404NotFound, "There is no such booking.");
        var text = arguments.GetValueOrDefault("text") is { Length: > 0 } given ? given : throw Invalid("text: something to say.");
        property.World.WriteText(stay, property.Now, texts => texts with { HostNote = texts.HostNote is { Length: > 0 } before ? $"{before}\n{text}" : text });
        return Node(BrokenEntity.Bookings, stay, field, field.Alias);
    }

    private JsonNode? Node(BrokenEntity entity, int record, GraphField field, string path)
    {
        var writer = new CustomJson(call.Property!);
        var broken = writer.Broken(entity, record, call.Path);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            if (entity == BrokenEntity.Bookings)
                writer.WriteBooking(json, record, broken);
            else if (entity == BrokenEntity.Guests)
                writer.WriteGuest(json, record, broken);
            else
                writer.WriteRoom(json, record, broken);
        }

        var whole = JsonNode.Parse(buffer.ToArray())!.AsObject();
        if (broken != BrokenHow.MissingId)
            return Project(whole, field.Fields);
        _errors.Add(ErrorOf("INTERNAL_SERVER_ERROR", "Cannot return null for a field that is never null.", $"{path}.id", null));
        return null;
    }

    private static JsonNode? Project(JsonNode? value, IReadOnlyList<GraphField> fields) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(each => Project(each, fields))]),
        JsonObject when fields.Count == 0 => throw Invalid("A selection of fields is missing."),
        JsonObject record => new JsonObject(fields.Select(field => KeyValuePair.Create(
            field.Alias, record.TryGetPropertyValue(field.Name, out var member) ? Project(member, field.Fields) : throw Invalid($"There is no field {field.Name}.")))),
        _ => value?.DeepClone(),
    };

    private static JsonObject ErrorOf(string code, string message, string? path, int? retryAfter)
    {
        var extensions = new JsonObject { ["code"] = code };
        if (retryAfter is { } seconds)
            extensions["retryAfter"] = seconds;
        var error = new JsonObject { ["message"] = message, ["extensions"] = extensions };
        if (path is not null)
        {
            error["path"] = new JsonArray([.. path.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? (JsonNode)index : part)]);
        }

        return error;
    }
}
