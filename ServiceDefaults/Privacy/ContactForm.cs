namespace PmsPlatform.ServiceDefaults.Privacy;

/// <summary>The forms in which phones and e-mails are compared, and the kinds under which <see cref="PersonalDataProtector.BlindIndex"/> fingerprints them.</summary>
public static class ContactForm
{
    /// <summary>Kind of a telephone number's fingerprint.</summary>
    public const string Phone = "phone";

    /// <summary>Kind of an e-mail address's fingerprint.</summary>
    public const string Email = "email";

    /// <summary>Digits only, see <see cref="PhoneDigits"/>; null when the text holds no phone number.</summary>
    public static string? OfPhone(string? text) => PhoneDigits.Normalise(text);

    /// <summary>Trimmed and in lower case; null when it is no address.</summary>
    public static string? OfEmail(string? text)
    {
        var address = text?.Trim().ToLowerInvariant();
        return address?.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < address.Length - 1 ? address : null;
    }
}
