using PmsPlatform.Contracts.Guests;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Contacts;

/// <summary>A fingerprint by which a phone or an e-mail finds its guest.</summary>
/// <param name="Kind"><see cref="ContactIndex.Phone"/> or <see cref="ContactIndex.Email"/>.</param>
/// <param name="Index">Keyed and bound to one hotel.</param>
internal readonly record struct Contact(string Kind, byte[] Index);

/// <summary>Makes fingerprints of contacts, the same way for what is stored and for what is asked.</summary>
internal sealed class ContactIndex(PersonalDataProtector protector)
{
    public const string Phone = "phone";
    public const string Email = "email";

    public IEnumerable<Contact> Of(string hotelId, Guest guest)
    {
        var phones = (guest.Phones ?? []).SelectMany(phone => new[] { phone?.E164, phone?.AsGiven }).Select(PhoneDigits.Normalise);
        var emails = (guest.Emails ?? []).Select(email => NormaliseEmail(email?.Address));
        return Of(hotelId, phones, emails);
    }

    public IEnumerable<Contact> Of(string hotelId, string? phone, string? email) =>
        Of(hotelId, [PhoneDigits.Normalise(phone)], [NormaliseEmail(email)]);

    /// <summary>The fingerprint of a normalised value.</summary>
    public byte[] Index(string hotelId, string kind, string value) => protector.BlindIndex(hotelId, kind, value);

    /// <summary>Trimmed and in lower case; null when it is no address.</summary>
    public static string? NormaliseEmail(string? text)
    {
        var address = text?.Trim().ToLowerInvariant();
        return address?.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < address.Length - 1 ? address : null;
    }

    private IEnumerable<Contact> Of(string hotelId, IEnumerable<string?> phones, IEnumerable<string?> emails) =>
    [
        .. phones.OfType<string>().Distinct(StringComparer.Ordinal).Select(phone => new Contact(Phone, Index(hotelId, Phone, phone))),
        .. emails.OfType<string>().Distinct(StringComparer.Ordinal).Select(email => new Contact(Email, Index(hotelId, Email, email))),
    ];
}
