using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.ServiceDefaults.Tests.Privacy;

/// <summary>Who is recognised, and what is left of a record when he is taken out.</summary>
public sealed class PersonErasureTests : IDisposable
{
    private const string Hotel = "htl_1";

    private readonly PersonalDataProtector protector = new(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["Pms:DataKey"] = Convert.ToBase64String([.. Enumerable.Range(3, 32).Select(value => (byte)(value * 5))]) }).Build());

    public void Dispose() => protector.Dispose();

    [Fact]
    public void Nothing_of_the_person_is_left_on_a_booking_and_everything_of_the_others_is()
    {
        const string booking = """
            {"externalId":"b1","status":"CheckedOut","arrival":"2030-01-01","total":{"minorUnits":100,"currency":"EUR"},"notes":"Ilka likes tea","specialRequests":"quiet","extensions":{"remark":"Ilka"},
             "booker":{"externalId":"g1","name":"Ilka Varga"},"guests":[{"externalId":"g1","name":"Ilka Varga","phone":"+36 20 1","email":"i@x.example","isPrimary":true},{"externalId":"g2","name":"Bence"}]}
            """;

        var left = Text(PersonErasure.WithoutPerson(Utf8(booking), Trace(new PersonTraces { GuestIds = ["g1"] })));

        Assert.Equal(
            """{"externalId":"b1","status":"CheckedOut","arrival":"2030-01-01","total":{"minorUnits":100,"currency":"EUR"},"booker":{"externalId":"g1"},"guests":[{"externalId":"g1","isPrimary":true},{"externalId":"g2","name":"Bence"}]}""",
            left);
    }

    [Theory]
    [InlineData("""{"guests":[{"externalId":"g2","name":"Bence"}],"notes":"tea"}""")]
    [InlineData("""{"guests":[{"externalId":"g1"}]}""")]
    [InlineData("{}")]
    public void A_booking_with_nothing_to_take_out_is_left_alone(string booking) =>
        Assert.Null(PersonErasure.WithoutPerson(Utf8(booking), Trace(new PersonTraces { GuestIds = ["g1"] })));

    [Theory]
    [InlineData("""{"name":"I","email":"ILKA@x.example "}""", true)]
    [InlineData("""{"name":"I","phone":"0036 20 123 4567"}""", true)]
    [InlineData("""{"name":"I","email":"other@x.example","phone":"+36201234568"}""", false)]
    public void A_person_without_a_profile_is_recognised_by_contact_in_any_form(string person, bool isTheOne)
    {
        var left = PersonErasure.WithoutPerson(Utf8($$"""{"guests":[{{person}}]}"""), Trace(Contacts()));

        Assert.Equal(isTheOne, left is not null);
        Assert.Equal(isTheOne, left is not null && !Text(left)!.Contains("\"I\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_guest_only_the_id_is_left() =>
        Assert.Equal("""{"externalId":"g1"}""", Text(PersonErasure.OfGuest(Utf8("""{"firstName":"Ilka","externalId":"g1","preferences":[{"category":"tea"}],"aMemberToCome":1}"""))));

    [Theory]
    [InlineData("""{"data":{"reservationId":4711}}""", true)]
    [InlineData("""{"Id":"g1"}""", true)]
    [InlineData("""{"ids":["x","g1"]}""", true)]
    [InlineData("""{"nights":4711,"name":"g1"}""", false)]
    [InlineData("""{"anything":[{"mail":"ilka@x.example"}]}""", true)]
    [InlineData("""{"anything":"+36 (20) 123-4567"}""", true)]
    [InlineData("id=4711&name=x", true)]
    [InlineData("id=4712&name=x", false)]
    public void A_vendors_own_document_is_recognised_by_ids_and_contacts(string document, bool isAbout) =>
        Assert.Equal(isAbout, Trace(Contacts() with { GuestIds = ["g1"], BookingIds = ["4711"] }).IsNamedIn(Utf8(document)));

    [Fact]
    public void A_contact_of_one_hotel_says_nothing_at_another()
    {
        var elsewhere = new PersonTrace(protector, "htl_2", Contacts());

        Assert.False(elsewhere.IsNamedIn("""{"mail":"ilka@x.example"}"""u8));
    }

    [Fact]
    public void Whatever_is_on_a_booking_no_text_of_the_person_is_left_and_a_second_time_changes_nothing()
    {
        var text = ArbMap.Default.GeneratorFor<NonEmptyString>().Select(value => value.Get);
        var bookings =
            from name in text
            from notes in text
            from others in ArbMap.Default.GeneratorFor<string[]>()
            from at in Gen.Choose(0, others.Length)
            let people = others.Select(other => new { externalId = "o", name = other }).ToList<object>()
            select (Mark: "\u2042" + name, Notes: "\u2042" + notes, People: people, At: at);

        Prop.ForAll(bookings.ToArbitrary(), booking =>
        {
            booking.People.Insert(booking.At, new { externalId = "g1", name = booking.Mark, email = booking.Mark, phone = booking.Mark });
            var json = JsonSerializer.SerializeToUtf8Bytes(new { externalId = "b", guests = booking.People, notes = booking.Notes, specialRequests = booking.Notes });
            var trace = Trace(new PersonTraces { GuestIds = ["g1"] });
            var left = PersonErasure.WithoutPerson(json, trace)!;
            using var read = JsonDocument.Parse(left);
            var isKept = read.RootElement.GetProperty("guests").GetArrayLength() == booking.People.Count;
            return isKept && !System.Text.RegularExpressions.Regex.Unescape(Text(left)!.Replace("\\\\", "", StringComparison.Ordinal).Replace("\\\"", "", StringComparison.Ordinal)).Contains('\u2042', StringComparison.Ordinal)
                && PersonErasure.WithoutPerson(left, trace) is null;
        }).QuickCheckThrowOnFailure();
    }

    private PersonTraces Contacts() => new()
    {
        Contacts =
        [
            Convert.ToBase64String(protector.BlindIndex(Hotel, ContactForm.Email, "ilka@x.example")),
            Convert.ToBase64String(protector.BlindIndex(Hotel, ContactForm.Phone, "36201234567")),
        ],
    };

    private PersonTrace Trace(PersonTraces traces) => new(protector, Hotel, traces);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(byte[]? json) => json is null ? null : Encoding.UTF8.GetString(json);
}
