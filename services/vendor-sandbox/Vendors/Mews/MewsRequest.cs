using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>A span of time in seconds since 2000: start inclusive, end exclusive; equal ends mean that very second.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Interval(long From, long To)
{
    public bool Holds(uint moment) => moment >= From && moment < To;

    /// <summary>Whether a stay between the moments touches the interval.</summary>
    public bool Touches(uint start, uint end) => start < To && end > From;
}

/// <summary>The JSON body of a call, read as documented: what is not documented is ignored, what is not allowed refused.</summary>
internal sealed class MewsRequest(JsonElement root)
{
    public const int MostCount = 1000;

    public JsonElement Root { get; } = root;

    public JsonElement? Member(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public string? Text(string name) => Text(Root, name);

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Invalid(name, "is required");

    public bool? Flag(string name) => Member(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Invalid(name, "must be a boolean");

    public Guid? Id(string name) => Text(name) is not { } text ? null : Guid.TryParse(text, out var id) ? id : throw Invalid(name, "must be an identifier");

    public Guid RequiredId(string name) => Id(name) ?? throw Invalid(name, "is required");

    public uint? Instant(string name) => Text(name) is not { } text ? null : Moment.From(Parse(name, text));

    /// <summary>The texts of an array. Null when the filter is not given.</summary>
    public IReadOnlyList<string>? Texts(string name, int most = 1000)
    {
        if (Member(name) is not { } array)
            return null;
        if (array.ValueKind != JsonValueKind.Array)
            throw Invalid(name, "must be an array");
        if (array.GetArrayLength() > most)
            throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"must have at most {most} items"));
        return [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Invalid(name, "must hold texts"))];
    }

    /// <summary>The identifiers of an array. Null when the filter is not given.</summary>
    public IReadOnlyList<Guid>? Ids(string name, int most = 1000) =>
        Texts(name, most)?.Select(text => Guid.TryParse(text, out var id) ? id : throw Invalid(name, "must hold identifiers")).ToList();

    /// <summary>Texts that have to be among those documented. Null when the filter is not given.</summary>
    public IReadOnlyList<string>? Words(string name, IReadOnlySet<string> known)
    {
        var words = Texts(name);
        return words is null || words.All(known.Contains) ? words : throw Invalid(name, "holds an unknown value");
    }

    /// <summary>A time interval of at most three months. Null when the filter is not given.</summary>
    public Interval? Interval(string name, bool unlimited = false)
    {
        if (Member(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Object || Text(value, "StartUtc") is not { } startText || Text(value, "EndUtc") is not { } endText)
            throw Invalid(name, "needs StartUtc and EndUtc");
        var (start, end) = (Parse(name, startText), Parse(name, endText));
        if (end < start)
            throw Invalid(name, "ends before it starts");
        if (!unlimited && end > start.AddMonths(3))
            throw Invalid(name, "must not be longer than 3 months");
        return start == end ? new Interval(Ceiling(start), start.UtcTicks % TimeSpan.TicksPerSecond == 0 ? Ceiling(start) + 1 : 0) : new Interval(Ceiling(start), Ceiling(end));
    }

    /// <summary>How many records and after which.</summary>
    public (int Count, Guid? Cursor) Limitation()
    {
        if (Member("Limitation") is not { ValueKind: JsonValueKind.Object } limitation)
            throw Invalid("Limitation", "is required");
        if (!limitation.TryGetProperty("Count", out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var count) || count is < 1 or > MostCount)
            throw Invalid("Limitation.Count", string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {MostCount}"));
        if (Text(limitation, "Cursor") is not { } text)
            return (count, null);
        return Guid.TryParse(text, out var cursor) ? (count, cursor) : throw Invalid("Cursor", "is not one of ours");
    }

    public static VendorRefusal Invalid(string name, string why) => new(StatusCodes.Status400BadRequest, $"Invalid {name}: {why}.");

    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid(name, "must be a text");
    }

    private static DateTimeOffset Parse(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        && at.Year is >= 2000 and < 2099 ? at : throw Invalid(name, "must be a time in ISO 8601");

    private static long Ceiling(DateTimeOffset at) => Moment.From(at.AddTicks(TimeSpan.TicksPerSecond - 1));
}
