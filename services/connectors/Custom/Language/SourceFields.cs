using System.Text.Json;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>The fields that records have and those that a mapping reads.</summary>
internal static class SourceFields
{
    private const int MostFields = 2000;
    private const int MostLevels = 16;

    /// <summary>Single values of a record by their paths, positions in lists and names that are ids written as <c>[*]</c>.</summary>
    public static IEnumerable<(JsonPath Path, JsonElement Value)> Leaves(JsonElement record)
    {
        var count = 0;
        foreach (var leaf in Leaves(record, []))
        {
            if (++count > MostFields)
                yield break;
            yield return leaf;
        }
    }

    /// <summary>Paths of the records that no rule of the section reads, each once.</summary>
    public static IReadOnlyList<string> Unused(Section section, IEnumerable<JsonElement> records)
    {
        var used = Used(section).Select(path => Parts(path.Steps)).ToList();
        return
        [
            .. records.SelectMany(Leaves).Where(leaf => leaf.Value.ValueKind != JsonValueKind.Null).Select(leaf => leaf.Path).DistinctBy(path => path.Text)
                .Where(path => !used.Exists(rule => Covers(rule, Parts(path.Steps)))).Select(path => path.Text),
        ];
    }

    private static IEnumerable<(JsonPath Path, JsonElement Value)> Leaves(JsonElement value, Step[] steps)
    {
        if (steps.Length > MostLevels)
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.Object when IsById(value) => value.EnumerateObject().Take(5).SelectMany(member => Leaves(member.Value, [.. steps, default])),
            JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Leaves(member.Value, [.. steps, new Step(member.Name, null)])),
            JsonValueKind.Array => value.EnumerateArray().Take(20).SelectMany(element => Leaves(element, [.. steps, default])),
            _ => [(JsonPath.Of(steps), value)],
        };
    }

    /// <summary>An object whose names are numbers is a list by id.</summary>
    private static bool IsById(JsonElement value)
    {
        var any = false;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.Length < 2 || !member.Name.All(char.IsAsciiDigit) || member.Value.ValueKind != JsonValueKind.Object)
                return false;
            any = true;
        }

        return any;
    }

    private static IEnumerable<JsonPath> Used(Section section)
    {
        foreach (var path in Sources(section.Fields.Values, [])
            .Concat(section.Guests is { } guests ? Sources(guests.Fields.Values, guests.Records.Steps) : [])
            .Concat(section.Stays is { } stays ? Sources(stays.Fields.Values, stays.Records.Steps) : []))
            yield return path;
        foreach (var path in section.Extensions.Values.Concat(section.Preferences.Values))
            yield return path;
    }

    private static IEnumerable<JsonPath> Sources(IEnumerable<FieldRule> rules, IReadOnlyList<Step> before) => rules
        .SelectMany(rule => rule.Sources.Concat(rule.Template?.Select(part => part.Path).OfType<JsonPath>() ?? []).Append(rule.Convert.CurrencyPath).OfType<JsonPath>())
        .Select(path => JsonPath.Of([.. before, .. path.Steps]));

    /// <summary>Names only: which element of a list was read does not matter.</summary>
    private static List<string> Parts(IReadOnlyList<Step> steps) => [.. steps.Where(step => step.Name is not null).Select(step => step.Name!)];

    private static bool Covers(List<string> rule, List<string> leaf) => rule.Count > 0 && rule.Count <= leaf.Count && rule.SequenceEqual(leaf.Take(rule.Count), StringComparer.Ordinal);
}
