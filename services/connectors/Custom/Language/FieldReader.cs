using System.Globalization;
using System.Text.Json;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Reads what a mapping says of one field: a path, or an object with source, converter and default.</summary>
internal static class FieldReader
{
    private static readonly Dictionary<string, Take> Takes = new(StringComparer.Ordinal)
    {
        ["first"] = Take.First,
        ["last"] = Take.Last,
        ["sum"] = Take.Sum,
        ["count"] = Take.Count,
    };

    public static FieldRule? Read(DocumentNode node, Target target)
    {
        if (node.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array)
            return new FieldRule { Target = target, Sources = Sources(node), Required = target.Mandatory, Strict = target.Strict };
        if (!node.Has("source", "template", "separator", "convert", "default", "required", "strict"))
            return null;

        var rule = new FieldRule
        {
            Target = target,
            Sources = node.Member("source") is { } source ? Sources(source) : [],
            Template = node.Member("template") is { } template ? Template(template) : null,
            Separator = node.Text("separator") ?? " ",
            Default = Scalar(node.Member("default")),
            Required = node.Flag("required", target.Mandatory),
            Strict = node.Flag("strict", target.Strict),
            Convert = node.Member("convert") is { } convert ? Convert(convert, target.Kind) : new ConvertRule(),
        };
        if (rule.Sources.Count == 0 && rule.Template is null && rule.Default is null)
            node.Wrong("has neither source, template nor default", "say where the value is, as in \"source\": \"$.guest.name\"");
        if (rule.Sources.Count > 0 && rule.Template is not null)
            node.Wrong("has both source and template", "use one of them");
        if (rule.Template is not null && target.Kind is not (TargetKind.Text or TargetKind.Texts))
            node.Member("template")!.Wrong($"is for texts, and {target.Name} is none", "use source");
        if (target.Mandatory && !rule.Required)
            node.Member("required")!.Wrong($"cannot be false: there is no record without {target.Name}", "leave it out");
        return rule;
    }

    private static List<JsonPath> Sources(DocumentNode node)
    {
        var sources = node.Each.Select(each => each.AsPath()).OfType<JsonPath>().ToList();
        if (node.Value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0)
            node.Wrong("is empty", "name at least one path");
        return sources;
    }

    private static List<TemplatePart> Template(DocumentNode node)
    {
        var parts = new List<TemplatePart>();
        var text = node.AsText() ?? "";
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            if (open < 0)
                break;
            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                node.Wrong("has a { without }", "close it, as in {$.firstName} {$.lastName}");
                return parts;
            }

            if (open > at)
                parts.Add(new TemplatePart(text[at..open], null));
            if (JsonPath.TryParse(text[(open + 1)..close], out var problem) is { } path)
                parts.Add(new TemplatePart(null, path));
            else
                node.Wrong($"'{DocumentNode.Shown(text[(open + 1)..close])}' is no path: it {problem}", "write one such as {$.guest.lastName}");
            at = close + 1;
        }

        if (at < text.Length)
            parts.Add(new TemplatePart(text[at..], null));
        if (!parts.Exists(part => part.Path is not null))
            node.Wrong("names no path", "write one such as {$.guest.lastName}, or use default");
        return parts;
    }

    private static string? Scalar(DocumentNode? node)
    {
        switch (node?.Value.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.String:
                return node.Value.GetString();
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return node.Value.GetRawText();
            default:
                node.Wrong("is neither text, number nor truth value", "write a single value");
                return null;
        }
    }

    private static ConvertRule Convert(DocumentNode node, TargetKind kind)
    {
        string[] known = kind switch
        {
            TargetKind.Date or TargetKind.Time or TargetKind.Instant => ["format", "zone"],
            TargetKind.Money => ["unit", "currency", "take"],
            TargetKind.Number => ["take"],
            TargetKind.Boolean => ["true", "false"],
            TargetKind.Text or TargetKind.Texts => ["table", "other"],
            TargetKind.Status or TargetKind.Channel or TargetKind.Occupancy or TargetKind.Housekeeping or TargetKind.Service => ["table", "other"],
            _ => [],
        };
        if (!node.Has(known))
            return new ConvertRule();

        var currency = node.Text("currency");
        return new ConvertRule
        {
            Formats = Formats(node.Member("format"), kind),
            Zone = Zone(node.Member("zone")),
            Minor = node.Word("unit", new Dictionary<string, bool>(StringComparer.Ordinal) { ["major"] = false, ["minor"] = true }) ?? false,
            Currency = currency is null or ['$', ..] or ['/', ..] or "hotel" ? null : Currency(node.Member("currency")!, currency),
            CurrencyPath = currency is ['$', ..] or ['/', ..] ? node.PathOf("currency") : null,
            Take = node.Word("take", Takes) ?? Take.First,
            Table = Table(node.Member("table"), kind),
            Other = node.Member("other") is { } other ? Meaning(other, kind) : null,
            True = Words(node.Member("true")),
            False = Words(node.Member("false")),
        };
    }

    private static string Currency(DocumentNode node, string code)
    {
        if (!Currencies.TryFind(code, out var found))
            node.Wrong($"'{DocumentNode.Shown(code)}' is no currency of ISO 4217", "write a code such as EUR, a path such as $.currency, or hotel");
        return found.Code ?? code;
    }

    private static List<string> Words(DocumentNode? node) => node is null ? [] : [.. node.Each.Select(Scalar).OfType<string>()];

    private static string Zone(DocumentNode? node)
    {
        if (node?.AsText() is not { } zone)
            return "utc";
        if (zone is not ("utc" or "hotel") && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            node.Wrong($"'{DocumentNode.Shown(zone)}' is no zone", "write utc, hotel, or an IANA zone such as Europe/Vienna");
        return zone;
    }

    private static List<string> Formats(DocumentNode? node, TargetKind kind)
    {
        var formats = new List<string>();
        foreach (var each in node?.Each ?? [])
        {
            if (each.AsText() is not { } format)
                continue;
            if (Fits(format, kind))
                formats.Add(format);
            else
            {
                each.Wrong($"'{DocumentNode.Shown(format)}' is no format of {kind.ToString().ToLowerInvariant()}s", kind switch
                {
                    TargetKind.Date => "write one such as dd.MM.yyyy, or instant for instants to be seen in the hotel's zone",
                    TargetKind.Time => "write one such as HH:mm, hour for whole hours, or instant",
                    _ => "write one such as yyyy-MM-dd HH:mm:ss, unix or unixMilliseconds",
                });
            }
        }

        return formats;
    }

    private static bool Fits(string format, TargetKind kind)
    {
        if (kind is TargetKind.Date or TargetKind.Time && format == "instant")
            return true;
        if (kind == TargetKind.Time && format == "hour")
            return true;
        if (kind == TargetKind.Instant && format is "unix" or "unixMilliseconds")
            return true;

        // What it writes it must read back, with the parts that matter.
        var sample = new DateTime(2026, 11, 23, 17, 5, 9, DateTimeKind.Unspecified);
        try
        {
            return format.Length is > 0 and <= 60
                && DateTime.TryParseExact(sample.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read)
                && (kind == TargetKind.Time || read.Date == sample.Date)
                && (kind == TargetKind.Date || read.Hour == sample.Hour);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Table(DocumentNode? node, TargetKind kind)
    {
        var table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (node is null)
            return table;
        if (!node.IsObject || !node.Members.Any())
            node.Wrong("is no table", "write words and their meanings, as in { \"NEW\": \"Confirmed\" }");
        foreach (var (word, member) in node.Members)
            table[word] = Meaning(member, kind) ?? "";
        return table;
    }

    private static string? Meaning(DocumentNode node, TargetKind kind)
    {
        if (node.AsText() is not { } text)
            return null;
        var names = kind switch
        {
            TargetKind.Status => Enum.GetNames<BookingStatus>(),
            TargetKind.Channel => Enum.GetNames<BookingChannel>(),
            TargetKind.Occupancy => Enum.GetNames<RoomOccupancy>(),
            TargetKind.Housekeeping => Enum.GetNames<HousekeepingStatus>(),
            TargetKind.Service => Enum.GetNames<RoomService>(),
            _ => [],
        };
        if (names.Length == 0)
            return text;
        if (names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        node.Wrong($"'{DocumentNode.Shown(text)}' is no {kind.ToString().ToLowerInvariant()}", $"write one of {string.Join(", ", names)}");
        return null;
    }
}
