using System.Globalization;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>Instants written by ISO 8601, for vendors whose documentation says that a missing offset means UTC.</summary>
public static class UtcInstant
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>The instant, UTC; null when there is none, it cannot be read, or its year is one that vendors use for nothing.</summary>
    public static DateTimeOffset? Find(string? value) =>
        Tidy.Text(value) is { } text
        && DateTimeOffset.TryParseExact(
            text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
        && instant.Year is > 1800 and < 9000
            ? instant
            : null;

    /// <summary>The instant, UTC, of a record that cannot do without it. Throws <see cref="MappingException"/> with the path otherwise.</summary>
    public static DateTimeOffset Require(string? value, string path) =>
        Find(value) ?? throw new MappingException(path, string.IsNullOrWhiteSpace(value) ? "is missing" : "is not an instant of ISO 8601");

    /// <summary>The form vendors read: to the second, with Z.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
