using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// Reads the items of an event one by one. The value is not turned into a record of the contracts and back: what was sent is what is kept, members of a
/// newer contract included, and it costs a third of the time.
/// </summary>
internal sealed class SnapshotReader(Payloads payloads)
{
    /// <summary>Ids are keys of indexes; vendors' are far shorter.</summary>
    public const int LongestId = 256;

    /// <summary>What is wrong with an id that <see cref="IsId"/> refuses.</summary>
    public static readonly string NoId = $"$.value.externalId is empty, longer than {LongestId} characters, or holds a zero character.";

    private static readonly SearchValues<char> NotInText = SearchValues.Create('\0');

    public (IReadOnlyList<Snapshot> Snapshots, IReadOnlyList<Refusal> Refusals) Read(Arrival arrival, JsonElement message, IReadOnlyList<ErasedPerson> erased)
    {
        if (!message.TryGetProperty("items", out var items) || items.ValueKind is not JsonValueKind.Array)
            throw new UnreadableEventException("The event has no list of items.");

        var snapshots = new List<Snapshot>(items.GetArrayLength());
        List<Refusal> refusals = [];
        foreach (var item in items.EnumerateArray())
        {
            try
            {
                snapshots.Add(ReadItem(arrival, item, erased));
            }
            catch (UnfitItemException unfit)
            {
                refusals.Add(new Refusal(arrival, item, TryReadId(item), unfit.Message));
            }
        }

        return (snapshots, refusals);
    }

    /// <summary>Whether a text can be the id of a record.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= LongestId && !text.AsSpan().ContainsAny(NotInText);

    /// <summary>The instant as the database keeps it, cut to microseconds.</summary>
    public static DateTime Cut(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks;
        return new DateTime(ticks - (ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
    }

    private Snapshot ReadItem(Arrival arrival, JsonElement item, IReadOnlyList<ErasedPerson> erased)
    {
        var version = Member(item, "version", JsonValueKind.Object, "$.version");
        var value = Member(item, "value", JsonValueKind.Object, "$.value");
        var externalId = Text(value, "externalId", "$.value.externalId");
        if (!IsId(externalId))
            throw new UnfitItemException(NoId);

        var context = arrival.Context;
        DateTime? modified = version.TryGetProperty("modifiedAt", out var modifiedAt) && modifiedAt.ValueKind is not JsonValueKind.Null
            ? Instant(modifiedAt, "$.version.modifiedAt")
            : null;
        return new Snapshot
        {
            Arrival = arrival,
            ExternalId = externalId,
            ModifiedAt = modified,
            ObservedAt = Instant(Member(version, "observedAt", JsonValueKind.String, "$.version.observedAt"), "$.version.observedAt"),
            ContentHash = Hash(version),
            Payload = payloads.Protect(Kept(arrival.Entity, externalId, modified, JsonMarshal.GetRawUtf8Value(value), erased), arrival.Entity, context.HotelId, context.ConnectionId, externalId),
            Stay = FactsOf(arrival.Entity, value),
            Item = item,
        };
    }

    /// <summary>The value as it was sent, without whoever was erased since the vendor changed it.</summary>
    private static ReadOnlySpan<byte> Kept(EntityKind entity, string externalId, DateTime? modifiedAt, ReadOnlySpan<byte> value, IReadOnlyList<ErasedPerson> erased)
    {
        foreach (var person in erased)
        {
            if (!person.Covers(modifiedAt))
                continue;
            if (entity is EntityKind.Booking)
                value = PersonErasure.WithoutPerson(value, person.Trace) ?? value;
            else if (person.Trace.IsProfile(externalId))
                value = PersonErasure.OfGuest(value) ?? value;
        }

        return value;
    }

    private static StayFacts? FactsOf(EntityKind entity, JsonElement value) => entity switch
    {
        EntityKind.Booking => new StayFacts(Status<BookingStatus>(value), Date(value, "arrival"), Date(value, "departure")),
        EntityKind.Availability => new StayFacts(null, Date(value, "date"), Date(value, "date")),
        EntityKind.Maintenance => new StayFacts(null, Date(value, "from"), Date(value, "until")),
        EntityKind.HousekeepingTask => new StayFacts(Status<HousekeepingTaskStatus>(value), null, null),
        _ => null,
    };

    /// <summary>As the contract reads it: a status of a newer sender is Unknown here.</summary>
    private static string Status<T>(JsonElement value)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(value, "status", "$.value.status"), ignoreCase: true, out var known) && Enum.IsDefined(known) ? known.ToString() : nameof(BookingStatus.Unknown);

    private static byte[] Hash(JsonElement version)
    {
        var text = Text(version, "contentHash", "$.version.contentHash");
        var hash = new byte[16];
        return Convert.FromHexString(text, hash, out _, out var written) is OperationStatus.Done && written == hash.Length
            ? hash
            : throw new UnfitItemException("$.version.contentHash is not 32 hexadecimal digits.");
    }

    private static DateTime Instant(JsonElement element, string path) => element.ValueKind is JsonValueKind.String && element.TryGetDateTimeOffset(out var instant)
        ? Cut(instant)
        : throw new UnfitItemException($"{path} is not an instant (ISO 8601 with offset).");

    private static DateOnly Date(JsonElement value, string name) =>
        DateOnly.TryParseExact(Text(value, name, "$.value." + name), "yyyy-MM-dd", out var date)
            ? date
            : throw new UnfitItemException($"$.value.{name} is not a date (yyyy-MM-dd).");

    private static string Text(JsonElement parent, string name, string path)
    {
        try
        {
            return Member(parent, name, JsonValueKind.String, path).GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw new UnfitItemException($"{path} is not valid Unicode.");
        }
    }

    private static JsonElement Member(JsonElement parent, string name, JsonValueKind kind, string path) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member
            : throw new UnfitItemException($"{path} is missing or of the wrong type.");

    private static string? TryReadId(JsonElement item)
    {
        try
        {
            var id = Text(Member(item, "value", JsonValueKind.Object, "$.value"), "externalId", "$.value.externalId");
            return id.Length == 0 || IsId(id) ? id : null;
        }
        catch (UnfitItemException)
        {
            return null;
        }
    }

    private sealed class UnfitItemException(string message) : Exception(message);
}

/// <summary>Not even the event's own members can be read: nobody knows whose data it is. It goes to the error queue.</summary>
internal sealed class UnreadableEventException(string message, Exception? innerException = null) : Exception(message, innerException);
