using System.Globalization;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Dates, times and instants as systems write them. Null for what cannot be read and for years that stand for nothing.</summary>
internal static class Moments
{
    private const string Any = "instant";

    private static readonly string[] Times = ["HH:mm", "HH:mm:ss", "H:mm", "HHmm", "hh:mm tt", "h:mm tt"];

    private static readonly string[] LocalForms =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    private static readonly string[] OffsetForms =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss zzz"];

    /// <summary>
    /// A calendar date. Without a format: <c>yyyy-MM-dd</c> as it stands, also with a time behind it that has no zone or an offset, which is the hotel's own
    /// wall clock; an instant that ends with Z is seen in the hotel's zone.
    /// </summary>
    public static DateOnly? Date(string text, ConvertRule rule, TimeZoneInfo hotel)
    {
        if (rule.Formats.Count == 0)
        {
            return text.Length > 10 && text[^1] is 'Z' or 'z' && Instant(text, rule, hotel) is { } instant
                ? HotelTime.DateAt(instant, hotel)
                : text.Length == 10 || (text.Length > 10 && text[10] is 'T' or ' ') ? Tidy.Date(text) : null;
        }

        foreach (var format in rule.Formats)
        {
            if (format == Any)
            {
                if (Instant(text, rule with { Formats = [] }, hotel) is { } at)
                    return HotelTime.DateAt(at, hotel);
            }
            else if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1800 and < 9000)
                return DateOnly.FromDateTime(date);
        }

        return null;
    }

    /// <summary>A time of day. Without a format: hours and minutes as usual; whole hours when the format is <c>hour</c>.</summary>
    public static TimeOnly? Time(string text, ConvertRule rule, TimeZoneInfo hotel)
    {
        if (rule.Formats.Count == 0)
        {
            return TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var usual) ? usual
                : text.Length > 10 && Instant(text, rule with { Zone = "hotel" }, hotel) is { } seen ? HotelTime.TimeAt(seen, hotel)
                : null;
        }

        foreach (var format in rule.Formats)
        {
            if (format == "hour")
            {
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour < 24)
                    return new TimeOnly(hour, 0);
            }
            else if (format == Any)
            {
                if (Instant(text, rule with { Formats = [] }, hotel) is { } at)
                    return HotelTime.TimeAt(at, hotel);
            }
            else if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
                return TimeOnly.FromDateTime(time);
        }

        return null;
    }

    /// <summary>An instant, UTC. One without offset is meant in the rule's zone.</summary>
    public static DateTimeOffset? Instant(string text, ConvertRule rule, TimeZoneInfo hotel)
    {
        if (rule.Formats.Count == 0)
            return Iso(text, rule, hotel);
        foreach (var format in rule.Formats)
        {
            var read = format switch
            {
                "unix" => Unix(text, 1000),
                "unixMilliseconds" => Unix(text, 1),
                Any => Iso(text, rule, hotel),
                _ when format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal) =>
                    DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var offset) ? offset : null,
                _ => DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? Local(local, rule, hotel) : null,
            };
            if (Sensible(read) is { } instant)
                return instant;
        }

        return null;
    }

    private static DateTimeOffset? Iso(string text, ConvertRule rule, TimeZoneInfo hotel)
    {
        if (UtcText(text) is { } utc && DateTime.TryParseExact(utc, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var inUtc))
            return Sensible(new DateTimeOffset(inUtc, TimeSpan.Zero));
        if (DateTimeOffset.TryParseExact(text, OffsetForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var offset))
            return Sensible(offset);
        return DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? Sensible(Local(local, rule, hotel)) : null;
    }

    private static string? UtcText(string text) => text.Length > 0 && text[^1] is 'Z' or 'z' ? text[..^1] : null;

    private static DateTimeOffset? Local(DateTime local, ConvertRule rule, TimeZoneInfo hotel)
    {
        if (local.Year is <= 1800 or >= 9000)
            return null;
        var zone = rule.Zone switch
        {
            "utc" => TimeZoneInfo.Utc,
            "hotel" => hotel,
            _ => TimeZoneInfo.TryFindSystemTimeZoneById(rule.Zone, out var found) ? found : TimeZoneInfo.Utc,
        };
        return HotelTime.InstantOf(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), zone);
    }

    private static DateTimeOffset? Unix(string text, long milliseconds) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100_000_000_000_000
        && decimal.Truncate(number * milliseconds) is < 200_000_000_000_000 and var total
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)total) : null;

    private static DateTimeOffset? Sensible(DateTimeOffset? instant) => instant is { Year: > 1800 and < 9000 } ? instant.Value.ToUniversalTime() : null;
}
