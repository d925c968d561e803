using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Suggestions;

/// <summary>Writes a suggestion as a mapping document.</summary>
internal static class SuggestedMapping
{
    private static readonly string[] DateFormats = ["dd.MM.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "yyyy/MM/dd"];

    public static JsonObject Write(EntityKind entity, Suggestion suggestion)
    {
        var section = new JsonObject { ["records"] = suggestion.Records.Text };
        var flat = suggestion.Fields.ToList();
        JsonObject? stays = null, guests = null;
        if (entity == EntityKind.Booking)
        {
            stays = List(flat, field => field.Field.StartsWith("room.", StringComparison.Ordinal) || field.Field is "checkedInAt" or "checkedOutAt", name => name, suggestion);
            guests = List(flat, field => field.Field.StartsWith("guest.", StringComparison.Ordinal), name => name["guest.".Length..], suggestion);
        }

        section["fields"] = new JsonObject(flat.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Field, Rule(field, field.Source, suggestion, 0))));
        if (guests is not null)
            section["guests"] = guests;
        if (stays is not null)
            section["stays"] = stays;
        return new JsonObject { ["version"] = 1, [entity.ToString().ToLowerInvariant() + "s"] = section };
    }

    /// <summary>Fields that lie in one list become a list of their own; they are taken out of the flat ones.</summary>
    private static JsonObject? List(List<Suggested> flat, Func<Suggested, bool> belongs, Func<string, string> rename, Suggestion suggestion)
    {
        var inside = flat.Where(field => belongs(field) && field.Leaf.Lists > 0 && !field.Leaf.IsElement)
            .GroupBy(field => JsonPath.Of(Above(field.Leaf)).Text, StringComparer.Ordinal).OrderByDescending(group => group.Count()).FirstOrDefault();
        if (inside is null)
            return null;

        var steps = Above(inside.First().Leaf);
        flat.RemoveAll(field => inside.Contains(field));
        return new JsonObject
        {
            ["records"] = JsonPath.Of(steps).Text,
            ["fields"] = new JsonObject(inside.Select(field => KeyValuePair.Create<string, JsonNode?>(
                rename(field.Field), Rule(field, JsonPath.Of([.. field.Leaf.Path.Steps.Skip(steps.Count)]).Text, suggestion, steps.Count)))),
        };
    }

    /// <summary>The steps down to the innermost list, its elements included.</summary>
    private static IReadOnlyList<Step> Above(Leaf leaf)
    {
        var last = leaf.Path.Steps.Count - 1;
        while (!leaf.Path.Steps[last].IsAll)
            last--;
        return [.. leaf.Path.Steps.Take(last + 1)];
    }

    private static JsonNode Rule(Suggested field, string source, Suggestion suggestion, int skip)
    {
        var convert = Convert(field, suggestion, skip);
        return convert.Count == 0 ? JsonValue.Create(source) : new JsonObject { ["source"] = source, ["convert"] = convert };
    }

    private static JsonObject Convert(Suggested field, Suggestion suggestion, int skip)
    {
        var convert = new JsonObject();
        var shape = field.Leaf.Shape & ~Shape.Empty;
        switch (field.Field)
        {
            case "adults" or "children" when field.Leaf.IsElement:
                convert["take"] = "count";
                break;
            case "adults" or "children" when field.Adds:
                convert["take"] = "sum";
                break;
            case "expectedArrivalTime" or "expectedDepartureTime" when shape.HasFlag(Shape.Integer) && !shape.HasFlag(Shape.Time):
                convert["format"] = "hour";
                break;
            case "arrival" or "departure" or "birthDate" when shape.HasFlag(Shape.Date) && !shape.HasFlag(Shape.Instant) && DateFormat(field.Leaf) is { } format:
                convert["format"] = format;
                break;
            case "createdAt" or "modifiedAt" when shape == Shape.Integer:
                convert["format"] = field.Leaf.Values.Any(value => value.GetRawText().Length > 11) ? "unixMilliseconds" : "unix";
                break;
            case "total" or "balance" or "nightlyRate":
                convert["unit"] = "major";
                if (CurrencyOf(field, suggestion) is { } path && skip == 0)
                    convert["currency"] = path;
                if (field.Adds)
                    convert["take"] = "sum";
                break;
            default:
                break;
        }

        return convert;
    }

    private static string? DateFormat(Leaf leaf)
    {
        var texts = leaf.Values.Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!.Trim()).Where(text => text.Length > 0).ToList();
        if (texts.TrueForAll(text => text.Length == 10 && text[4] == '-'))
            return null;
        return DateFormats.FirstOrDefault(format => texts.TrueForAll(text => DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
    }

    /// <summary>The currency nearest to an amount: beside it, else anywhere in the record.</summary>
    private static string? CurrencyOf(Suggested field, Suggestion suggestion)
    {
        var steps = field.Leaf.Path.Steps;
        return suggestion.Leaves
            .Where(leaf => leaf.Shape.HasFlag(Shape.Currency) && leaf.Name.Contains("currency", StringComparer.Ordinal))
            .OrderByDescending(leaf => leaf.Path.Steps.Zip(steps).TakeWhile(pair => pair.First == pair.Second).Count())
            .ThenBy(leaf => leaf.Path.Steps.Count)
            .Select(leaf => JsonPath.Of([.. leaf.Path.Steps.Select(step => step.IsAll ? new Step(null, 0) : step)]).Text)
            .FirstOrDefault();
    }
}
