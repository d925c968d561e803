using System.Buffers;
using System.Globalization;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>Values that are nice to have: what cannot be understood becomes null instead of failing the record.</summary>
public static class Tidy
{
    private static readonly SearchValues<char> NumberPunctuation = SearchValues.Create(" -()./\u00a0\u2010\u2011\u2013");

    /// <summary>Trimmed text, or null when there is nothing in it. Vendors write empty text for nothing.</summary>
    public static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>Parts joined by one blank, blanks dropped; null when nothing is left.</summary>
    public static string? Join(params ReadOnlySpan<string?> parts)
    {
        string? joined = null;
        foreach (var part in parts)
        {
            if (Text(part) is { } text)
                joined = joined is null ? text : $"{joined} {text}";
        }

        return joined;
    }

    /// <summary>ISO 3166-1 alpha-2 in upper case; null for anything else, full country names among it.</summary>
    public static string? Country(string? value) =>
        Text(value) is { Length: 2 } code && char.IsAsciiLetter(code[0]) && char.IsAsciiLetter(code[1]) ? code.ToUpperInvariant() : null;

    /// <summary>
    /// BCP 47 in its usual form (<c>pt-PT</c>, <c>zh-Hant-TW</c>): language in lower case, script in title case, region in upper case, underscores
    /// read as hyphens. Null when it does not look like a language tag.
    /// </summary>
    public static string? Language(string? value)
    {
        if (Text(value) is not { Length: <= 35 } text)
            return null;

        var parts = text.Replace('_', '-').Split('-');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part.Length is < 1 or > 8 || !part.All(char.IsAsciiLetterOrDigit))
                return null;
            if (i == 0 && (part.Length is < 2 or > 3 || !part.All(char.IsAsciiLetter)))
                return null;

            parts[i] = (i, part.Length) switch
            {
                (0, _) => part.ToLowerInvariant(),
                (_, 2) => part.ToUpperInvariant(),
                (_, 4) when char.IsAsciiLetter(part[0]) => char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant(),
                _ => part.ToLowerInvariant(),
            };
        }

        return string.Join('-', parts);
    }

    /// <summary>
    /// The number with country code and nothing but digits, as in <c>+351210550140</c>, when the number itself says its country (a leading + or 00).
    /// Null otherwise: a country is never guessed.
    /// </summary>
    public static string? E164(string? value)
    {
        if (Text(value) is not { } text)
            return null;

        ReadOnlySpan<char> rest = text;
        if (rest[0] == '+')
            rest = rest[1..];
        else if (rest.StartsWith("00", StringComparison.Ordinal))
            rest = rest[2..];
        else
            return null;

        Span<char> digits = stackalloc char[16];
        digits[0] = '+';
        var length = 1;
        foreach (var character in rest)
        {
            if (NumberPunctuation.Contains(character))
                continue;
            if (!char.IsAsciiDigit(character) || length == digits.Length)
                return null;
            digits[length++] = character;
        }

        // The shortest numbers in use have seven digits with their country code; no country code begins with zero.
        return length >= 8 && digits[1] != '0' ? new string(digits[..length]) : null;
    }

    /// <summary>A calendar date written <c>yyyy-MM-dd</c>, also when a time follows; null for anything else and for the years vendors use for nothing.</summary>
    public static DateOnly? Date(string? value) =>
        Text(value) is { Length: >= 10 } text
        && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date.Year > 1800
            ? date
            : null;

    /// <summary>A count of persons; null when it is negative or absurd.</summary>
    public static int? Persons(int? value) => value is >= 0 and <= 1000 ? value : null;
}
