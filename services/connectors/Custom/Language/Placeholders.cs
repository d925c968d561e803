using System.Globalization;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Fills the placeholders of a request. One without a value takes its query parameter or its member of a body with it.</summary>
internal sealed class Placeholders
{
    private readonly Dictionary<string, JsonNode?> _values;

    public Placeholders(RequestRule rule, PagingRule paging, Feed feed, PageMark mark, int size, TimeZoneInfo zone)
    {
        var today = HotelTime.DateAt(feed.StartedAt, zone);
        var (arrivals, departures) = (feed.Mode == SyncMode.Arrivals, feed.Mode == SyncMode.Departures);
        _values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["since"] = feed.ChangedSince is { } since ? Instant(since, rule.InstantFormat) : null,
            ["now"] = Instant(feed.StartedAt, rule.InstantFormat),
            ["from"] = Date(feed.From),
            ["until"] = Date(feed.Until),
            ["arrivalFrom"] = Date(arrivals ? feed.From : null),
            ["arrivalUntil"] = Date(arrivals ? feed.Until : null),
            ["departureFrom"] = Date(departures ? feed.From : null),
            ["departureUntil"] = Date(departures ? feed.Until : null),
            ["inHouseOn"] = Date(feed.Mode == SyncMode.InHouse ? today : null),
            ["today"] = Date(today),
            ["limit"] = size,
            ["page"] = mark.Pages + paging.First,
            ["offset"] = mark.Read,
            ["cursor"] = mark.Next is { } cursor ? JsonValue.Create(cursor) : null,
        };
    }

    /// <summary>A path with its query.</summary>
    public string Path(string template)
    {
        var cut = template.IndexOf('?', StringComparison.Ordinal);
        if (cut < 0)
            return Fill(template)!;
        var parameters = template[(cut + 1)..].Split('&').Select(Fill).OfType<string>().ToList();
        var path = Fill(template[..cut]) ?? template[..cut];
        return parameters.Count > 0 ? $"{path}?{string.Join('&', parameters)}" : path;
    }

    /// <summary>A body or the variables of a query.</summary>
    public JsonObject Body(JsonObject template) => (JsonObject)Copy(template)!;

    private JsonNode? Copy(JsonNode? node) => node switch
    {
        JsonObject parent => new JsonObject(parent
            .Select(member => KeyValuePair.Create(member.Key, Copy(member.Value)))
            .Where(member => member.Value is not null || parent[member.Key] is null)),
        JsonArray list => new JsonArray([.. list.Select(Copy)]),
        JsonValue value when value.TryGetValue(out string? text) => Whole(text, out var whole) ? whole?.DeepClone() : JsonValue.Create(Fill(text, escape: false)),
        _ => node?.DeepClone(),
    };

    /// <summary>A text that is one placeholder keeps its value's type: a number stays a number.</summary>
    private bool Whole(string text, out JsonNode? value)
    {
        value = null;
        return text is ['{', .., '}'] && _values.TryGetValue(text[1..^1], out value);
    }

    private string? Fill(string template) => Fill(template, escape: true);

    /// <summary>Null when a placeholder has no value.</summary>
    private string? Fill(string template, bool escape)
    {
        var missing = false;
        var filled = RequestReader.Placeholder().Replace(template, match =>
        {
            if (_values.GetValueOrDefault(match.Groups["name"].Value) is not { } value)
            {
                missing = true;
                return "";
            }

            var text = value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
            return escape ? Uri.EscapeDataString(text) : text;
        });
        return missing ? null : filled;
    }

    private static JsonValue? Date(DateOnly? date) => date is { } day ? JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null;

    private static JsonValue Instant(DateTimeOffset instant, string format) => format switch
    {
        "iso" => JsonValue.Create(UtcInstant.Format(instant)),
        "unix" => JsonValue.Create(instant.ToUnixTimeSeconds()),
        "unixMilliseconds" => JsonValue.Create(instant.ToUnixTimeMilliseconds()),
        _ => JsonValue.Create(instant.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)),
    };
}
