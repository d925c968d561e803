using System.Text;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Whether a guest is one that is looked for: what a vendor cannot search by is filtered with this.</summary>
public static class GuestMatch
{
    // A normalisation form would do it, but not in a process without globalisation data.
    private const string Accented = "àáâãäåāăąǎạảấầẩẫậắằẳẵặçćĉċčďđèéêëēĕėęěẹẻẽếềểễệĝğġģĥħìíîïĩīĭįıǐịỉĵķĺļľłñńņňòóôõöøōŏőǒọỏốồổỗộớờởỡợơŕŗřśŝşšșţťŧțùúûüũūŭůűųǔụủứừửữựưŵýÿŷỳỵỷỹźżžάέήίϊΐόύϋΰώςё";
    private const string Plain = "aaaaaaaaaaaaaaaaaaaaaacccccddeeeeeeeeeeeeeeeeegggghhiiiiiiiiiiiijkllllnnnnooooooooooooooooooooooorrrsssssttttuuuuuuuuuuuuuuuuuuuwyyyyyyyzzzαεηιιιουυυωσе";

    /// <summary>Whether all that is given fits: the beginning of a name, a whole address, a whole number.</summary>
    public static bool Fits(this GuestSearch search, Guest guest)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(guest);
        return (search.Name is null || IsNamed(guest, Fold(search.Name)))
            && (search.Email is null || guest.Emails.Any(email => string.Equals(email.Address, search.Email, StringComparison.OrdinalIgnoreCase)))
            && (search.Phone is null || guest.Phones.Any(phone => string.Equals(phone.E164, search.Phone, StringComparison.Ordinal)));
    }

    /// <summary>Lower case without accents, for comparison only.</summary>
    internal static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text.Trim())
        {
            var lower = char.ToLowerInvariant(character);
            switch (lower)
            {
                case < '\u0080':
                    folded.Append(lower);
                    break;
                case 'ß':
                    folded.Append("ss");
                    break;
                case 'æ':
                    folded.Append("ae");
                    break;
                case 'œ':
                    folded.Append("oe");
                    break;

                // Accents written as characters of their own.
                case >= '\u0300' and <= '\u036f':
                    break;
                default:
                    var accented = Accented.IndexOf(lower, StringComparison.Ordinal);
                    folded.Append(accented < 0 ? lower : Plain[accented]);
                    break;
            }
        }

        return folded.ToString();
    }

    private static bool IsNamed(Guest guest, string name) =>
        Begins(guest.FirstName, name) || Begins(guest.LastName, name) || Begins($"{guest.FirstName} {guest.LastName}", name);

    private static bool Begins(string? text, string name) => text is not null && Fold(text).StartsWith(name, StringComparison.Ordinal);
}
