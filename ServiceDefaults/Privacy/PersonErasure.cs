using System.Text.Json;
using System.Text.Json.Nodes;

namespace PmsPlatform.ServiceDefaults.Privacy;

/// <summary>Takes a person out of canonical JSON, and others out of what is handed to one. Members that a newer contract brings are left alone in bookings and go with a guest.</summary>
public static class PersonErasure
{
    // What says who somebody is.
    private static readonly string[] OfPerson = ["name", "email", "phone"];

    // Free texts and vendors' own fields may say anything about whoever is on the booking.
    private static readonly string[] OfBooking = ["notes", "specialRequests", "extensions"];

    /// <summary>What is left of a booking without the person: dates, rooms, money, the others, and that somebody with this id was on it.</summary>
    /// <param name="booking">Canonical JSON of a booking.</param>
    /// <param name="person">Who is taken out.</param>
    /// <returns>The JSON that is left; null when there was nothing to take out.</returns>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static byte[]? WithoutPerson(ReadOnlySpan<byte> booking, PersonTrace person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var root = Read(booking);
        var erased = false;
        var isOnIt = false;
        foreach (var named in PeopleOf(root).Where(person.IsThePerson))
        {
            isOnIt = true;
            erased |= Remove(named, OfPerson);
        }

        if (isOnIt)
            erased |= Remove(root, OfBooking);
        return erased ? Write(root) : null;
    }

    /// <summary>A booking as it may be handed to the person: the others on it are counted and not told.</summary>
    /// <param name="booking">Canonical JSON of a booking.</param>
    /// <param name="person">Who it is handed to.</param>
    /// <returns>The JSON; null when the person is not on the booking.</returns>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static byte[]? OfPersonOnly(ReadOnlySpan<byte> booking, PersonTrace person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var root = Read(booking);
        var people = PeopleOf(root).ToList();
        if (!people.Any(person.IsThePerson))
            return null;
        foreach (var other in people.Where(named => !person.IsThePerson(named)))
            Remove(other, [.. OfPerson, "externalId"]);
        return Write(root);
    }

    /// <summary>What is left of a guest: the id, so that what refers to it still does.</summary>
    /// <param name="guest">Canonical JSON of a guest.</param>
    /// <returns>The JSON that is left; null when nothing else is there any more.</returns>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static byte[]? OfGuest(ReadOnlySpan<byte> guest)
    {
        var root = Read(guest);
        return Remove(root, [.. root.Select(member => member.Key).Where(name => name is not "externalId")]) ? Write(root) : null;
    }

    private static JsonObject Read(ReadOnlySpan<byte> json) => JsonNode.Parse(json) as JsonObject ?? throw new JsonException("A JSON object is expected.");

    private static byte[] Write(JsonObject root) => JsonSerializer.SerializeToUtf8Bytes(root, PrivacyJson.Default.JsonObject);

    private static IEnumerable<JsonObject> PeopleOf(JsonObject booking) =>
        (booking["guests"] as JsonArray ?? []).OfType<JsonObject>().Concat(booking["booker"] is JsonObject booker ? [booker] : []);

    private static bool Remove(JsonObject value, string[] names)
    {
        var removed = false;
        foreach (var name in names)
            removed |= value.Remove(name);
        return removed;
    }
}
