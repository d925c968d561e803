using System.Globalization;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>How Hostaway writes numbers, times, hours and truth values.</summary>
internal static class HostawayValues
{
    private const string InstantForm = "yyyy-MM-dd HH:mm:ss";

    /// <summary>A UTC instant written without zone; null when it is absent, not readable, or a year that stands for nothing.</summary>
    public static DateTimeOffset? Instant(string? value) =>
        DateTimeOffset.TryParseExact(
            Tidy.Text(value), InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant.Year > 1800 ? instant : null
            : UtcInstant.Find(value);

    /// <summary>A UTC instant as the vendor writes it.</summary>
    public static string Written(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantForm, CultureInfo.InvariantCulture);

    /// <summary>A calendar date the record cannot do without.</summary>
    public static DateOnly Date(string? value, string path) =>
        Tidy.Date(value) ?? throw new MappingException(path, string.IsNullOrWhiteSpace(value) ? "is missing" : "is not a date");

    /// <summary>Flags are 0 and 1.</summary>
    public static bool IsTrue(string? value) => Tidy.Text(value) == "1";

    /// <summary>A whole hour of the day, 0 to 23, hotel-local; null for anything else.</summary>
    public static TimeOnly? Hour(string? value) =>
        Whole(value) is >= 0 and <= 23 and var hour ? new TimeOnly(hour, 0)
        : TimeOnly.TryParseExact(Tidy.Text(value), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : null;

    /// <summary>An amount in major units; null when absent.</summary>
    /// <exception cref="MappingException">There is something that is no amount: money is never left out silently.</exception>
    public static decimal? Amount(string? value, string path) =>
        Tidy.Text(value) is null ? null : Number(value) ?? throw new MappingException(path, "is not an amount");

    /// <summary>A number; null when absent or anything else.</summary>
    public static decimal? Number(string? value) =>
        decimal.TryParse(Tidy.Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A whole number; null when absent or anything else.</summary>
    public static int? Whole(string? value) =>
        Number(value) is { } number && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>Adults, or where the channel gave one number only, that number less the children in it.</summary>
    public static int? Adults(string? adults, string? everybody, string? children) =>
        Tidy.Persons(Whole(adults)) ?? (Tidy.Persons(Whole(everybody)) is { } all ? Math.Max(0, all - (Tidy.Persons(Whole(children)) ?? 0)) : null);

    /// <summary>Children with infants; null when the channel said neither.</summary>
    public static int? Children(string? children, string? infants) =>
        (Tidy.Persons(Whole(children)), Tidy.Persons(Whole(infants))) switch
        {
            (null, null) => null,
            var (older, younger) => (older ?? 0) + (younger ?? 0),
        };

    /// <summary>Texts below each other, each once; null when there are none.</summary>
    public static string? Lines(params ReadOnlySpan<string?> parts)
    {
        var lines = new List<string>();
        foreach (var part in parts)
        {
            if (Tidy.Text(part) is { } text && !lines.Contains(text, StringComparer.Ordinal))
                lines.Add(text);
        }

        return lines.Count > 0 ? string.Join('\n', lines) : null;
    }

    /// <summary>What has no canonical field, by the vendor's names; in alphabetical order, so that the vendor's order never looks like a change.</summary>
    public static SortedDictionary<string, string>? Extensions(IReadOnlyList<(string Name, string? Value)> fields)
    {
        var extensions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (Tidy.Text(value) is { } text)
                extensions[name] = text;
        }

        return extensions.Count > 0 ? extensions : null;
    }

    /// <summary>A member of an object as text; null when the value is no object or lacks it.</summary>
    public static string? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? Scalar(member) : null;

    /// <summary>Text of a text, number or truth value; those of a list with commas between; the JSON of an object; null for null.</summary>
    public static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => Unicode(value).Replace("\0", "", StringComparison.Ordinal),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Scalar).OfType<string>()),
        _ => value.GetRawText(),
    };

    private static string Unicode(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, as left by a cut in the middle of an emoji.
            throw new MappingException("$", "holds a text that is not Unicode");
        }
    }
}
