using System.Text;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>
/// Names and telephone habits of one part of the world. A name is written as <c>native:latin</c> where its letters are not Latin ones, for the e-mail
/// address needs the latter.
/// </summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Language">BCP 47 with region.</param>
/// <param name="Dial">Country calling code.</param>
/// <param name="Trunk">What is dialled before the number inside the country.</param>
/// <param name="Number">The number without both; every # is a digit.</param>
/// <param name="Women">Given names of women.</param>
/// <param name="Men">Given names of men.</param>
/// <param name="Families">Family names.</param>
internal sealed record Culture(string Country, string Language, string Dial, string Trunk, string Number, PersonName[] Women, PersonName[] Men, PersonName[] Families)
{
    /// <summary>A culture from lines of names divided by blanks.</summary>
    public static Culture Of(string country, string language, string dial, string trunk, string number, string women, string men, string families) =>
        new(country, language, dial, trunk, number, Split(women), Split(men), Split(families));

    private static PersonName[] Split(string names) => [.. names.Split(' ').Select(PersonName.Parse)];
}

/// <summary>A name as it is written and in the plain letters of an e-mail address.</summary>
internal readonly record struct PersonName(string Native, string Latin)
{
    /// <summary>Accented letters of the names in use; a normalisation form would do it, but not in a process without globalisation data.</summary>
    private const string Accented = "àáâãäåāăąèéêëēęěìíîïīıòóôõöőøùúûüűůũçćčďđğłñńňŕřśşšßťţżźžýÿ";

    private const string Plain = "aaaaaaaaaeeeeeeeiiiiiiooooooouuuuuuucccddglnnnrrssssttzzzyy";

    public static PersonName Parse(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new PersonName(name, ToPlain(name)) : new PersonName(name[..colon], name[(colon + 1)..]);
    }

    private static string ToPlain(string name)
    {
        var letters = new StringBuilder();
        foreach (var letter in name)
        {
            var lower = char.ToLowerInvariant(letter);
            var accented = Accented.IndexOf(lower, StringComparison.Ordinal);
            if (accented >= 0)
                letters.Append(Plain[accented]);
            else if (lower is >= 'a' and <= 'z')
                letters.Append(lower);
        }

        return letters.ToString();
    }
}
