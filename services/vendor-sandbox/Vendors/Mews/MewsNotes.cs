using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>serviceOrderNotes/getAll and serviceOrderNotes/add (connector-api/operations/serviceordernotes.md).</summary>
internal static class MewsNotes
{
    /// <summary>Ids of notes added from outside start here; below are those a reservation came with.</summary>
    private const long Added = 1L << 36;

    private static readonly JsonEncodedText ServiceOrderNotes = JsonEncodedText.Encode("ServiceOrderNotes");

    private static readonly string[] Wishes =
        ["Late arrival, after 22:00", "Baby cot, please", "Quiet room, please", "Two keys", "Airport transfer at 6", "Anniversary: a bottle in the room", "Early breakfast", "Bringing a small dog"];

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        var orders = request.Ids("ServiceOrderIds") ?? throw MewsRequest.Invalid("ServiceOrderIds", "is required");
        var (count, cursor) = request.Limitation();
        var named = request.Ids("ServiceOrderNoteIds")?.ToHashSet();
        var updated = request.Interval("UpdatedUtc");
        var types = request.Texts("Types") ?? ["General", "ChannelManager"];
        var notes = orders.Select(id => MewsReservations.NumberOf(context.State, id)).OfType<int>().Where(stay => stay >= 0).Distinct()
            .SelectMany(stay => Of(context, stay))
            .Where(note => types.Contains(note.Type) && (named?.Contains(IdOf(context, note)) ?? true) && (updated?.Holds(note.At) ?? true))
            .OrderByDescending(note => note.Number)
            .ToList();
        if (cursor is { } last)
            notes.RemoveRange(0, notes.FindIndex(note => IdOf(context, note) == last) + 1);
        context.WritePage(ServiceOrderNotes, [.. Enumerable.Range(0, Math.Min(count, notes.Count))], place => IdOf(context, notes[place]), place => Write(context, notes[place]), static _ => { });
    }

    public static void Add(MewsContext context)
    {
        if (context.Request.Member("ServiceOrderNotes") is not { ValueKind: JsonValueKind.Array } given)
            throw MewsRequest.Invalid("ServiceOrderNotes", "is required");
        if (given.GetArrayLength() > 1000)
            throw MewsRequest.Invalid("ServiceOrderNotes", "must have at most 1000 items");
        var orders = given.EnumerateArray().Select(note =>
            Guid.TryParse(MewsRequest.Text(note, "ServiceOrderId"), out var id) && MewsReservations.NumberOf(context.State, id) is { } stay and >= 0
                ? (stay, text: MewsRequest.Text(note, "Text") is { Length: > 0 } text ? text : throw MewsRequest.Invalid("Text", "is required"))
                : throw MewsRequest.Invalid("ServiceOrderId", "is unknown")).ToList();
        var notes = new List<Note>();
        foreach (var (stay, text) in orders)
        {
            var note = new StayNote(context.Property.NextNumber(), text, context.Property.Now);
            context.World.WriteText(stay, note.At, texts => texts with { Notes = [.. texts.Notes, note] });
            notes.Add(new Note(Added + note.Number, stay, note.Text, "General", note.At));
        }

        var json = context.Json;
        json.WriteStartObject();
        json.WriteStartArray(ServiceOrderNotes);
        foreach (var note in notes)
            Write(context, note);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The notes of a reservation: what it came with, then what was added.</summary>
    public static IEnumerable<Note> Of(MewsContext context, int stay)
    {
        var chance = Dice.Of(context.Property.Seed, 59, stay);
        var portal = MewsWords.ChannelNumberOf(context.State, stay) is not null;
        if (chance % 100 < 18)
        {
            var type = portal ? "ChannelManager" : chance % 3 == 0 ? "SpecialRequest" : "General";
            yield return new Note(stay, stay, Wishes[(chance >> 8) % (ulong)Wishes.Length], type, context.World.BookingOf(stay).Created);
        }

        foreach (var note in context.World.TextsOf(stay)?.Notes ?? [])
            yield return new Note(Added + note.Number, stay, note.Text, "General", note.At);
    }

    private static Guid IdOf(MewsContext context, Note note) => context.Ids.Of(MewsKind.Note, note.Number);

    private static void Write(MewsContext context, Note note)
    {
        var json = context.Json;
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, IdOf(context, note));
        json.WriteString("OrderId"u8, MewsReservations.IdOf(context.State, note.Stay));
        json.WriteString("Text"u8, note.Text);
        json.WriteString(MewsNames.Type, note.Type);
        context.WriteTime(MewsNames.CreatedUtc, note.At);
        context.WriteTime(MewsNames.UpdatedUtc, note.At);
        json.WriteEndObject();
    }

    /// <summary>A note as the vendor keeps it.</summary>
    internal sealed record Note(long Number, int Stay, string Text, string Type, uint At);
}
