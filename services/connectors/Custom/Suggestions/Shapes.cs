using System.Globalization;
using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Suggestions;

/// <summary>What a value looks like.</summary>
[Flags]
internal enum Shape
{
    None = 0,
    Empty = 1,
    Boolean = 2,
    Integer = 4,
    Decimal = 8,
    Date = 16,
    Instant = 32,
    Time = 64,
    Email = 128,
    Phone = 256,
    Currency = 512,
    Country = 1024,
    Language = 2048,
    Id = 4096,
    Address = 8192,
    Status = 16_384,
    Channel = 32_768,
    Housekeeping = 65_536,
    Word = 131_072,
    Text = 262_144,
}

/// <summary>Tells the shapes of values. Only shapes, never values, leave the process.</summary>
internal static class Shapes
{
    private static readonly ConvertRule Plain = new();

    /// <summary>All that a value may be taken for.</summary>
    public static Shape Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => Shape.Boolean,
        JsonValueKind.Number => value.GetRawText().AsSpan().ContainsAny(".eE") ? Shape.Decimal : Shape.Integer,
        JsonValueKind.String => OfText(value.GetString()!.Trim()),
        _ => Shape.Empty,
    };

    private static Shape OfText(string text)
    {
        if (text.Length == 0)
            return Shape.Empty;
        var shape = Shape.None;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && text[0] != '+')
            shape |= text.Contains('.', StringComparison.Ordinal) ? Shape.Decimal : Shape.Integer;
        if (Moments.Instant(text, Plain, TimeZoneInfo.Utc) is not null)
            shape |= text.Length > 10 ? Shape.Instant : Shape.Date;
        else if (TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            shape |= Shape.Time;
        else if (text.Length == 10 && DateTime.TryParseExact(text, ["dd.MM.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            shape |= Shape.Date;
        if (text.IndexOf('@') is > 0 and var at && text.IndexOf('.', at) > at && !text.Contains(' ', StringComparison.Ordinal))
            return Shape.Email;
        if (text.Contains("://", StringComparison.Ordinal))
            return Shape.Address;
        if (text[0] == '+' && Tidy.E164(text) is not null)
            return Shape.Phone;
        if (shape.HasFlag(Shape.Integer) && text.Length >= 7)
            shape |= Shape.Phone;
        if (text.Length == 3 && Currencies.TryFind(text, out _) && text.All(char.IsAsciiLetterUpper))
            shape |= Shape.Currency;
        if (text.Length == 2 && text.All(char.IsAsciiLetter))
            shape |= char.IsAsciiLetterUpper(text[0]) ? Shape.Country : Shape.Language | Shape.Country;
        if (text.Length == 5 && text[2] is '-' or '_' && Tidy.Language(text) is not null)
            shape |= Shape.Language;
        var key = Words.KeyOf(text);
        if (Words.Statuses.ContainsKey(key))
            shape |= Shape.Status;
        if (Words.Channels.ContainsKey(key))
            shape |= Shape.Channel;
        if (Words.Housekeeping.ContainsKey(key))
            shape |= Shape.Housekeeping;
        if (IsId(text))
            shape |= Shape.Id;
        return shape | (text.Contains(' ', StringComparison.Ordinal) ? Shape.Text : Shape.Word);
    }

    /// <summary>Letters and digits mixed, without blanks: codes and keys.</summary>
    private static bool IsId(string text) => text.Length is >= 4 and <= 64 && text.Any(char.IsAsciiDigit) && !text.Contains(' ', StringComparison.Ordinal)
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
