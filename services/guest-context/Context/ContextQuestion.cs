using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.GuestContext.Bookings;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Context;

/// <summary>What is asked: one phone, e-mail or booking number, in the form in which it is stored.</summary>
/// <param name="By"><see cref="ContactForm.Phone"/>, <see cref="ContactForm.Email"/> or <see cref="Booking"/>.</param>
/// <param name="Value">The comparable form.</param>
internal sealed record ContextQuestion(string By, string Value)
{
    public const string Booking = "booking";
    public const string Hotel = "hotel";

    // Longer than any address (RFC 5321) and any booking number.
    private const int MostCharacters = 320;

    private static readonly string[] Keys = [ContactForm.Phone, ContactForm.Email, Booking];

    /// <summary>Reads the question, or says what is wrong with it.</summary>
    public static bool TryRead(IQueryCollection query, out ContextQuestion question, out ProblemHttpResult? problem)
    {
        question = null!;
        var given = Keys.Where(query.ContainsKey).ToArray();
        if (given.Length == 0)
        {
            problem = Problem.Invalid(ContactForm.Phone, "One of phone, email and booking is needed.");
            return false;
        }

        var by = given[0];
        if (given.Length > 1 || query[by].Count != 1)
        {
            problem = Problem.Invalid(given[^1], "Exactly one of phone, email and booking is needed, once.");
            return false;
        }

        var text = query[by].ToString();
        var value = text.Length > MostCharacters || text.Any(char.IsControl) ? null : Normalise(by, text);
        problem = value is null ? Problem.Invalid(by, Expected(by)) : null;
        if (value is not null)
            question = new ContextQuestion(by, value);
        return value is not null;
    }

    private static string? Normalise(string by, string text) => by switch
    {
        ContactForm.Phone => ContactForm.OfPhone(text),
        ContactForm.Email => ContactForm.OfEmail(text),
        _ => BookingRow.NumberKey(text) is { Length: > 0 } key ? key : null,
    };

    private static string Expected(string by) => by switch
    {
        ContactForm.Phone => $"A phone number has {PhoneDigits.Fewest} to {PhoneDigits.Most} digits, with +, 00 or nothing in front.",
        ContactForm.Email => "An e-mail address has something on both sides of its @.",
        _ => $"A booking is named by its number, in at most {MostCharacters} characters.",
    };
}
