using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>One admitted call with all that answering it needs.</summary>
internal sealed class HostawayContext(VendorCall call, JsonElement? body, HostawayOptions options)
{
    private readonly byte[] _time = new byte[Moment.MostCharacters];
    private readonly BrokenRecords?[] _broken = [.. Enum.GetValues<BrokenEntity>().Select(call.Property!.Faults.Broken)];

    public VendorCall Call { get; } = call;

    public Property Property { get; } = call.Property!;

    public HostawayState State { get; } = (HostawayState)call.Property!.State;

    public HotelWorld World => Property.World;

    public Utf8JsonWriter Json => Call.Json;

    public JsonElement Body => body is { ValueKind: JsonValueKind.Object } given ? given : throw Invalid("The request body has to be a JSON object");

    /// <summary>Whether attached objects were asked for.</summary>
    public bool IncludeResources => Query("includeResources") == "1";

    public bool IncludePayments => Query("includePayments") == "1";

    public static VendorRefusal Invalid(string why) => new(StatusCodes.Status400BadRequest, why);

    public static VendorRefusal NotFound(string what) => new(StatusCodes.Status404NotFound, what + " not found");

    /// <summary>A parameter; null when absent or empty, which is the same to the vendor.</summary>
    public string? Query(string name) => Call.Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public int? Number(string name) => Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid(name + " has to be a number");

    public int? Date(string name) => Query(name) is { } text ? ParseDate(name, text) : null;

    public static int ParseDate(string name, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 2000 and < 2099
            ? Moment.DayFrom(date) : throw Invalid(name + " has to be a date, YYYY-MM-DD");

    /// <summary>How many records a page may have.</summary>
    public int Limit() => Math.Min(options.MostPerPage, Math.Max(1, Number("limit") ?? 100));

    /// <summary>Writes the standard envelope around one result.</summary>
    public void WriteResult(Action write)
    {
        Json.WriteStartObject();
        Json.WriteString("status"u8, "success"u8);
        Json.WritePropertyName("result"u8);
        write();
        Json.WriteEndObject();
    }

    /// <summary>Writes the envelope of a list.</summary>
    /// <param name="records">The records of the page.</param>
    /// <param name="count">Records that fit the filters.</param>
    /// <param name="limit">Most records of a page.</param>
    /// <param name="before">Records before the page.</param>
    /// <param name="write">Writes one record.</param>
    public void WriteList(List<int> records, int count, int limit, int before, Action<int> write)
    {
        PageFaults.Disturb(Call, records);
        Json.WriteStartObject();
        Json.WriteString("status"u8, "success"u8);
        Json.WriteStartArray("result"u8);
        foreach (var record in records)
            write(record);
        Json.WriteEndArray();
        Json.WriteNumber("limit"u8, limit);
        if (Query("afterId") is null)
            Json.WriteNumber("offset"u8, before);
        else
            Json.WriteNull("offset"u8);
        Json.WriteNumber("count"u8, count);
        Json.WriteNumber("page"u8, before / limit + 1);
        Json.WriteNumber("totalPages"u8, (count + limit - 1) / limit);
        Json.WriteEndObject();
    }

    /// <summary>How a record is to be broken; null = not at all.</summary>
    public BrokenHow? Broken(BrokenEntity entity, int record, bool count = true)
    {
        if (_broken[(int)entity] is not { } broken || broken.Of(record) is not { } how || !broken.Fault.Concerns(Call.Path))
            return null;
        if (count)
            broken.Fault.Count(1);
        return how;
    }

    public void WriteText(ReadOnlySpan<byte> name, string? text)
    {
        if (text is null)
            Json.WriteNull(name);
        else
            Json.WriteString(name, text);
    }

    public void WriteNumber(ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value)
            Json.WriteNumber(name, value);
        else
            Json.WriteNull(name);
    }

    public void WriteMoney(ReadOnlySpan<byte> name, long? minor)
    {
        if (minor is not { } amount)
        {
            Json.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[Amounts.MostCharacters];
        Json.WritePropertyName(name);
        Json.WriteRawValue(Amounts.Decimal(amount, World.Prices.Exponent, text), skipInputValidation: true);
    }

    /// <summary>Writes a moment in UTC; 0 is null.</summary>
    public void WriteTime(ReadOnlySpan<byte> name, uint moment)
    {
        if (moment == 0)
            Json.WriteNull(name);
        else
            Json.WriteString(name, Moment.Plain(moment, _time));
    }
}
