using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>One admitted call with all that answering it needs.</summary>
internal sealed class MewsContext(VendorCall call, MewsRequest request, MewsOptions options)
{
    private readonly byte[] _time = new byte[Moment.MostCharacters];
    private readonly BrokenRecords?[] _broken = [.. Enum.GetValues<BrokenEntity>().Select(call.Property!.Faults.Broken)];

    public VendorCall Call { get; } = call;

    public Property Property { get; } = call.Property!;

    public MewsRequest Request { get; } = request;

    public MewsOptions Options { get; } = options;

    public HotelWorld World => Property.World;

    public MewsState State { get; } = (MewsState)call.Property!.State;

    public MewsIds Ids => State.Ids;

    public Utf8JsonWriter Json => Call.Json;

    /// <summary>Writes a whole listing: the records in the array <paramref name="name"/>, then the cursor, which is the id of the last record.</summary>
    public void WritePage(JsonEncodedText name, List<int> records, MewsKind kind, Action<int> write) => WritePage(name, records, record => Ids.Of(kind, record), write, static _ => { });

    /// <inheritdoc cref="WritePage(JsonEncodedText, List{int}, MewsKind, Action{int})"/>
    public void WritePage(JsonEncodedText name, List<int> records, Func<int, Guid> idOf, Action<int> write, Action<Utf8JsonWriter> more)
    {
        if (records.Count == 0 && PrefersMinimal)
        {
            Call.Status = StatusCodes.Status204NoContent;
            return;
        }

        Guid? cursor = records.Count == 0 ? null : idOf(records[^1]);
        PageFaults.Disturb(Call, records);
        Json.WriteStartObject();
        Json.WriteStartArray(name);
        foreach (var record in records)
            write(record);
        Json.WriteEndArray();
        more(Json);
        Write(MewsNames.Cursor, cursor);
        Json.WriteEndObject();
    }

    /// <summary>The empty object of operations that have nothing to say.</summary>
    public void WriteEmpty()
    {
        if (PrefersMinimal)
        {
            Call.Status = StatusCodes.Status204NoContent;
            return;
        }

        Json.WriteStartObject();
        Json.WriteEndObject();
    }

    /// <summary>Refuses pages that would take the vendor too long.</summary>
    public void RefuseWhenHeavy(int records)
    {
        if (records > (Options.HeavyAbove ?? int.MaxValue))
            throw new VendorRefusal(StatusCodes.Status408RequestTimeout, "The request takes too long. Reduce the interval or the count.");
    }

    public void Write(JsonEncodedText name, Guid? id)
    {
        if (id is { } value)
            Json.WriteString(name, value);
        else
            Json.WriteNull(name);
    }

    /// <summary>Writes a moment; 0 is null.</summary>
    public void WriteTime(JsonEncodedText name, uint moment)
    {
        Json.WritePropertyName(name);
        if (moment == 0)
            Json.WriteNullValue();
        else
            Json.WriteStringValue(Moment.Iso(moment, _time));
    }

    public void WriteText(JsonEncodedText name, string? text)
    {
        if (text is null)
            Json.WriteNull(name);
        else
            Json.WriteString(name, text);
    }

    /// <summary>How a record is to be broken; null = not at all.</summary>
    public BrokenHow? Broken(BrokenEntity entity, int record)
    {
        if (_broken[(int)entity] is not { } broken || broken.Of(record) is not { } how || !broken.Fault.Concerns(Call.Path))
            return null;
        broken.Fault.Count(1);
        return how;
    }

    /// <summary>The record a cursor stands for: only older ones are wanted. Without one all are older.</summary>
    public int Before(Guid? cursor, MewsKind kind, int all)
    {
        if (cursor is not { } id)
            return all;
        return Ids.TryRead(id, kind, out var number) && number < all ? (int)number : throw MewsRequest.Invalid("Cursor", "is not one of ours");
    }

    /// <summary>The numbers behind identifiers; those of nothing are left out, as the vendor does. Newest first, each once.</summary>
    public List<int> Numbers(IReadOnlyList<Guid> ids, MewsKind kind, int all)
    {
        var numbers = new List<int>(ids.Count);
        foreach (var id in ids)
        {
            if (Ids.TryRead(id, kind, out var number) && number < all)
                numbers.Add((int)number);
        }

        numbers.Sort(static (left, right) => right.CompareTo(left));
        return [.. numbers.Distinct()];
    }

    public HashSet<int>? NumberSet(string name, MewsKind kind, int most = 1000) =>
        Request.Ids(name, most) is { } ids ? [.. Numbers(ids, kind, int.MaxValue)] : null;

    /// <summary>Whether the filter on enterprises, when given, names this one.</summary>
    public bool IsAsked => Request.Ids("EnterpriseIds") is not { } enterprises || enterprises.Contains(State.Enterprise);

    private bool PrefersMinimal => Call.Http.Request.Headers["Prefer"].ToString().Contains("return=minimal", StringComparison.OrdinalIgnoreCase);
}
