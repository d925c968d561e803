using PmsPlatform.Contracts.Guests;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Contacts;

/// <summary>A fingerprint by which a phone or an e-mail finds its guest.</summary>
/// <param name="Kind"><see cref="ContactForm.Phone"/> or <see cref="ContactForm.Email"/>.</param>
/// <param name="Index">Keyed and bound to one hotel.</param>
internal readonly record struct Contact(string Kind, byte[] Index);

/// <summary>Makes fingerprints of contacts, the same way for what is stored and for what is asked.</summary>
internal sealed class ContactIndex(PersonalDataProtector protector)
{
    public IEnumerable<Contact> Of(string hotelId, Guest guest)
    {
        var phones = (guest.Phones ?? []).SelectMany(phone => new[] { phone?.E164, phone?.AsGiven }).Select(ContactForm.OfPhone);
        var emails = (guest.Emails ?? []).Select(email => ContactForm.OfEmail(email?.Address));
        return Of(hotelId, phones, emails);
    }

    public IEnumerable<Contact> Of(string hotelId, string? phone, string? email) =>
        Of(hotelId, [ContactForm.OfPhone(phone)], [ContactForm.OfEmail(email)]);

    /// <summary>The fingerprint of a normalised value.</summary>
    public byte[] Index(string hotelId, string kind, string value) => protector.BlindIndex(hotelId, kind, value);

    private IEnumerable<Contact> Of(string hotelId, IEnumerable<string?> phones, IEnumerable<string?> emails) =>
    [
        .. phones.OfType<string>().Distinct(StringComparer.Ordinal).Select(phone => new Contact(ContactForm.Phone, Index(hotelId, ContactForm.Phone, phone))),
        .. emails.OfType<string>().Distinct(StringComparer.Ordinal).Select(email => new Contact(ContactForm.Email, Index(hotelId, ContactForm.Email, email))),
    ];
}
