using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Contracts.Privacy;

namespace PmsPlatform.ServiceDefaults.Privacy;

/// <summary>
/// Recognises a person of one hotel in stored JSON: by the vendor's ids of his profiles, and by contacts whose keyed fingerprints are known. It knows neither
/// name nor address. Safe for use from many threads.
/// </summary>
public sealed class PersonTrace
{
    private readonly HashSet<string> _guestIds;
    private readonly HashSet<string> _ids;
    private readonly HashSet<string> _contacts;
    private readonly PersonalDataProtector _protector;
    private readonly string _hotelId;
    private readonly bool _everyone;

    /// <param name="protector">Makes the fingerprints.</param>
    /// <param name="hotelId">The hotel; a fingerprint counts at one only.</param>
    /// <param name="traces">By what the person is recognised.</param>
    public PersonTrace(PersonalDataProtector protector, string hotelId, PersonTraces traces)
        : this(protector, hotelId, traces, everyone: false)
    {
    }

    private PersonTrace(PersonalDataProtector protector, string hotelId, PersonTraces traces, bool everyone)
    {
        ArgumentNullException.ThrowIfNull(traces);
        (_protector, _hotelId, _everyone) = (protector, hotelId, everyone);
        _guestIds = new HashSet<string>(traces.GuestIds, StringComparer.Ordinal);
        _ids = new HashSet<string>(traces.GuestIds.Concat(traces.BookingIds), StringComparer.Ordinal);
        _contacts = new HashSet<string>(traces.Contacts, StringComparer.Ordinal);
    }

    /// <summary>Recognises everybody: for what has been kept long enough.</summary>
    public static PersonTrace OfEveryone(PersonalDataProtector protector) => new(protector, "", new PersonTraces(), everyone: true);

    /// <summary>True when a profile is one of the person's.</summary>
    /// <param name="guestId">The vendor's id of the profile.</param>
    public bool IsProfile(string guestId) => _everyone || _guestIds.Contains(guestId);

    /// <summary>True when a person named on a booking is the one: a JSON object with <c>externalId</c>, <c>email</c> and <c>phone</c> as in the contract.</summary>
    public bool IsThePerson(JsonObject person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return _everyone || (TextOf(person, "externalId") is { } id && _guestIds.Contains(id)) || IsContact(TextOf(person, "email")) || IsContact(TextOf(person, "phone"));
    }

    /// <summary>
    /// True when a vendor's JSON, whatever its shape, is about the person: a member whose name ends with <c>id</c> or <c>ids</c> holds an id of his profiles or bookings, or a
    /// text is his e-mail or phone. What is no JSON is searched for the ids as text.
    /// </summary>
    public bool IsNamedIn(ReadOnlySpan<byte> document)
    {
        try
        {
            return IsNamedInJson(document);
        }
        catch (JsonException)
        {
            var text = Encoding.UTF8.GetString(document);
            return _ids.Any(id => text.Contains(id, StringComparison.Ordinal));
        }
    }

    private bool IsNamedInJson(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 });
        var isId = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    isId = name.EndsWith("id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("ids", StringComparison.OrdinalIgnoreCase);
                    break;
                case JsonTokenType.String:
                    var text = reader.GetString()!;
                    if ((isId && _ids.Contains(text)) || IsContact(text))
                        return true;
                    break;
                case JsonTokenType.Number when isId:
                    if (_ids.Contains(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)))
                        return true;
                    break;
            }
        }

        return false;
    }

    private bool IsContact(string? text)
    {
        if (_contacts.Count == 0 || string.IsNullOrEmpty(text))
            return false;
        return IsPrint(ContactForm.Email, ContactForm.OfEmail(text)) || IsPrint(ContactForm.Phone, ContactForm.OfPhone(text));
    }

    private bool IsPrint(string kind, string? value) => value is not null && _contacts.Contains(Convert.ToBase64String(_protector.BlindIndex(_hotelId, kind, value)));

    private static string? TextOf(JsonObject value, string name) => value[name] is JsonValue text && text.TryGetValue<string>(out var found) ? found : null;
}
