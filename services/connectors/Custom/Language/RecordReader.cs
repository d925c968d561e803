using System.Globalization;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Something to be said of a field that did not keep its record from being mapped.</summary>
/// <param name="Field">The canonical field.</param>
/// <param name="Path">Where the source is.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record FieldNote(string Field, string Path, string Reason);

/// <summary>Reads the canonical values of one record by the rules of a mapping.</summary>
/// <param name="record">The record.</param>
/// <param name="root">Where it is, for messages.</param>
/// <param name="rules">The rules by field.</param>
/// <param name="hotel">Zone and currency.</param>
/// <param name="notes">Takes what was left out; null when nobody asks.</param>
internal sealed class RecordReader(
    JsonElement record, string root, IReadOnlyDictionary<string, FieldRule> rules, HotelSettings hotel, List<FieldNote>? notes)
{
    /// <summary>Whether the mapping says anything of the field.</summary>
    public bool Maps(string field) => rules.ContainsKey(field);

    public string Needed(string field) => Text(field) ?? throw Missing(rules[field]);

    public string? Text(string field)
    {
        if (rules.GetValueOrDefault(field) is not { } rule)
            return null;
        var text = Joined(rule) ?? Tidy.Text(rule.Default);
        if (text is not null && rule.Convert is { Table.Count: > 0 } convert)
            text = convert.Table.GetValueOrDefault(text) ?? convert.Other ?? text;
        return text ?? (rule.Required ? throw Missing(rule) : null);
    }

    /// <summary>All texts of a field that may have several, each once.</summary>
    public IReadOnlyList<string> Texts(string field)
    {
        if (rules.GetValueOrDefault(field) is not { } rule)
            return [];
        var texts = rule.Template is null
            ? rule.Sources.SelectMany(source => source.Select(record)).Select(found => Scalar(rule, found)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList()
            : Joined(rule) is { } text ? [text] : [];
        if (texts.Count == 0 && rule.Default is { } otherwise)
            texts.Add(otherwise);
        return texts.Count > 0 || !rule.Required ? texts : throw Missing(rule);
    }

    public DateOnly NeededDate(string field) => Value(field, (rule, text) => Moments.Date(text, rule.Convert, hotel.TimeZone), "is not a date") ?? throw Missing(rules[field]);

    public DateOnly? Date(string field) => Value(field, (rule, text) => Moments.Date(text, rule.Convert, hotel.TimeZone), "is not a date");

    public TimeOnly? Time(string field) => Value(field, (rule, text) => Moments.Time(text, rule.Convert, hotel.TimeZone), "is not a time of day");

    public DateTimeOffset? Instant(string field) => Value(field, (rule, text) => Moments.Instant(text, rule.Convert, hotel.TimeZone), "is not an instant");

    public bool Flag(string field) => Value<bool>(field, static (rule, text) => FlagOf(rule, text), "is no truth value") ?? false;

    public string? Country(string field) => Normal(field, CountryNames.Find, "is no country");

    public string? Language(string field) => Normal(field, Tidy.Language, "is no language");

    /// <summary>A count of persons or things.</summary>
    public int? Number(string field)
    {
        if (rules.GetValueOrDefault(field) is not { } rule)
            return null;
        if (rule.Convert.Take == Take.Count)
        {
            // A list that is there and empty counts none; one that is not there tells nothing.
            var told = rule.Sources.SelectMany(source => source.Select(record)).Where(found => found.Value.ValueKind != JsonValueKind.Null).ToList();
            return told.Count == 0 ? null : Tidy.Persons(told.Sum(found => found.Value.ValueKind == JsonValueKind.Array ? found.Value.GetArrayLength() : 1));
        }

        var number = Figure(rule) is { } figure && figure.Number == decimal.Truncate(figure.Number) && figure.Number is >= -1_000_000 and <= 1_000_000
            ? Tidy.Persons((int)figure.Number) : null;
        return number ?? (rule.Required ? throw Missing(rule) : null);
    }

    public Money? Money(string field)
    {
        if (rules.GetValueOrDefault(field) is not { } rule)
            return null;
        if (Figure(rule) is not { } figure)
            return rule.Required ? throw Missing(rule) : null;

        var convert = rule.Convert;
        string? currency = convert.Currency ?? hotel.Currency;
        var currencyPath = figure.Path;
        if (convert.CurrencyPath is { } path && path.First(record) is { } found)
        {
            currency = Scalar(rule, found);
            currencyPath = root + found.Path[1..];
        }

        if (!Currencies.TryFind(currency, out var known))
            throw new MappingException(currencyPath, "is not a currency of ISO 4217");
        if (!convert.Minor)
            return Require.Amount(figure.Number, known.Code, figure.Path, currencyPath);
        return figure.Number == decimal.Truncate(figure.Number) && figure.Number is >= long.MinValue and <= long.MaxValue
            ? new Money((long)figure.Number, known.Code)
            : throw new MappingException(figure.Path, "is not a whole number of minor units");
    }

    /// <summary>A word by the rule's table, else by the words known everywhere; null when there is no word.</summary>
    public T? Word<T>(string field, IReadOnlyDictionary<string, T> known, T unknown)
        where T : struct, Enum
    {
        if (rules.GetValueOrDefault(field) is not { } rule)
            return null;
        foreach (var text in Scalars(rule).Select(each => each.Text).Append(rule.Default).OfType<string>())
        {
            if (rule.Convert.Table.Count > 0 && (rule.Convert.Table.TryGetValue(text, out var meaning) || (meaning = ByKey(rule, text)) is not null))
                return Enum.Parse<T>(meaning);
            if (known.TryGetValue(Words.KeyOf(text), out var value) && (rule.Convert.Table.Count == 0 || string.Equals(text, rule.Default, StringComparison.Ordinal)))
                return value;
            notes?.Add(new FieldNote(field, root + rule.Place[1..], "is a word in no table"));
            return rule.Convert.Other is { } other ? Enum.Parse<T>(other) : unknown;
        }

        return rule.Required ? throw Missing(rule) : null;
    }

    /// <summary>The word as the source writes it.</summary>
    public string? RawWord(string field) => rules.GetValueOrDefault(field) is { } rule ? Scalars(rule).Select(each => each.Text).FirstOrDefault() ?? rule.Default : null;

    private static string? ByKey(FieldRule rule, string text)
    {
        var key = Words.KeyOf(text);
        foreach (var (word, meaning) in rule.Convert.Table)
        {
            if (Words.KeyOf(word) == key && key.Length > 0)
                return meaning;
        }

        return null;
    }

    private static bool? FlagOf(FieldRule rule, string text) =>
        rule.Convert.True.Contains(text, StringComparer.OrdinalIgnoreCase) ? true
        : rule.Convert.False.Contains(text, StringComparer.OrdinalIgnoreCase) ? false
        : text.ToLowerInvariant() switch
        {
            "true" or "1" or "yes" or "y" => true,
            "false" or "0" or "no" or "n" => false,
            _ => null,
        };

    /// <summary>The first readable value, or the sum. Amounts are never left out silently: one that cannot be read is an error of the record.</summary>
    private (decimal Number, string Path)? Figure(FieldRule rule)
    {
        (decimal Number, string Path)? figure = null;
        foreach (var (text, path) in Scalars(rule).DefaultIfEmpty((rule.Default ?? "", root + rule.Place[1..])))
        {
            if (text.Length == 0)
                continue;
            if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                if (rule.Strict || rule.Required)
                    throw new MappingException(path, rule.Target.Kind == TargetKind.Money ? "is not an amount" : "is not a number");
                notes?.Add(new FieldNote(rule.Target.Name, path, "is not a number"));
                continue;
            }

            if (rule.Convert.Take == Take.First)
                return (number, path);
            try
            {
                figure = (rule.Convert.Take == Take.Last ? number : number + (figure?.Number ?? 0), path);
            }
            catch (OverflowException)
            {
                throw new MappingException(path, "is too large");
            }
        }

        return figure;
    }

    private T? Value<T>(string field, Func<FieldRule, string, T?> convert, string reason)
        where T : struct
    {
        if (rules.GetValueOrDefault(field) is not { } rule)
            return null;
        foreach (var (text, path) in Scalars(rule))
        {
            if (convert(rule, text) is { } value)
                return value;
            if (rule.Strict || rule.Required)
                throw new MappingException(path, reason);
            notes?.Add(new FieldNote(field, path, reason));
        }

        return rule.Default is { } otherwise && convert(rule, otherwise) is { } fallback ? fallback : rule.Required ? throw Missing(rule) : null;
    }

    private string? Normal(string field, Func<string?, string?> normalise, string reason)
    {
        if (Text(field) is not { } text)
            return null;
        if (normalise(text) is { } normal)
            return normal;
        notes?.Add(new FieldNote(field, root + rules[field].Place[1..], reason));
        return null;
    }

    private string? Joined(FieldRule rule)
    {
        if (rule.Template is { } template)
        {
            var pieces = template.Select(part => part.Path is { } path ? path.First(record) is { } found ? Scalar(rule, found) : null : part.Text).ToList();
            return template.Where((part, index) => part.Path is not null && pieces[index] is not null).Any() ? Tidy.Text(string.Concat(pieces)) : null;
        }

        var texts = Scalars(rule).Select(each => each.Text).ToList();
        return texts.Count == 0 ? null : string.Join(rule.Separator, texts.Distinct(StringComparer.Ordinal));
    }

    private IEnumerable<(string Text, string Path)> Scalars(FieldRule rule)
    {
        foreach (var found in rule.Sources.SelectMany(source => source.Select(record)))
        {
            if (Scalar(rule, found) is { } text)
                yield return (text, root + found.Path[1..]);
        }
    }

    /// <summary>The text of a text, number or truth value; null when there is nothing in it.</summary>
    private string? Scalar(FieldRule rule, Found found)
    {
        switch (found.Value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            case JsonValueKind.String:
                return Tidy.Text(found.Value.GetString()!.Replace("\0", "", StringComparison.Ordinal));
            case JsonValueKind.Object or JsonValueKind.Array:
                var path = root + found.Path[1..];
                if (rule.Strict || rule.Required)
                    throw new MappingException(path, found.Value.ValueKind == JsonValueKind.Array ? "is a list where one value is expected" : "is an object where one value is expected");
                if (found.Value is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() > 0)
                    notes?.Add(new FieldNote(rule.Target.Name, path, "is no single value"));
                return null;
            default:
                return found.Value.GetRawText();
        }
    }

    private MappingException Missing(FieldRule rule) => new(root + rule.Place[1..], "is missing");
}
