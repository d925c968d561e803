using System.Globalization;
using System.Text;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>A guest as staff would see the profile. Null = not known.</summary>
internal sealed record GuestFacts
{
    public required bool Woman { get; init; }

    public string? Title { get; init; }

    /// <summary>Null for a few whom a channel sent with one name only.</summary>
    public string? FirstName { get; init; }

    public required string LastName { get; init; }

    public string? SecondLastName { get; init; }

    public string? Nationality { get; init; }

    public string? Language { get; init; }

    public DateOnly? BirthDate { get; init; }

    public string? Email { get; init; }

    /// <summary>The address is a channel's relay and dies after the stay.</summary>
    public bool RelayEmail { get; init; }

    public string? Phone { get; init; }

    public string? LoyaltyCode { get; init; }

    public string? Notes { get; init; }

    public string? Diet { get; init; }

    public IReadOnlyList<string> Classifications { get; init; } = [];

    public IReadOnlyList<string> SpaceFeatures { get; init; } = [];
}

/// <summary>Tells who a guest is: computed from the guest's number, over which later edits are laid.</summary>
internal sealed class GuestBook(ulong seed, HotelWorld world)
{
    private static readonly string[] Notes =
    [
        "Prefers a high floor", "Allergic to down: synthetic pillows only", "Arrives late, keep the key at the desk", "Likes the quiet side, away from the lift",
        "Second pillow, extra towels", "Left-handed golfer, asks for tee times", "Celebrates a wedding anniversary in May", "Wheelchair: step-free way needed",
    ];

    private static readonly string[] Diets = ["Vegetarian", "Vegan", "Halal", "Kosher", "Gluten-free", "Lactose-free", "Nut allergy"];
    private static readonly string[] Features = ["SeaView", "CityView", "Balcony", "HighFloor", "LowerBed", "DoubleBed", "TwinBed", "Bathtub"];

    /// <summary>One guest per relay address, as channels do.</summary>
    private const string RelayDomain = "@guest.stayrelay.example";

    public GuestFacts Describe(int guest)
    {
        var edits = world.EditsOf(guest);
        var merged = world.Guest(guest).MergedInto;
        var facts = Compute(merged >= 0 && merged != guest ? merged : guest, guest);
        return edits is null ? facts : facts with
        {
            Title = edits.Title ?? facts.Title,
            FirstName = edits.FirstName ?? facts.FirstName,
            LastName = edits.LastName ?? facts.LastName,
            SecondLastName = edits.SecondLastName ?? facts.SecondLastName,
            Email = edits.Email ?? facts.Email,
            RelayEmail = edits.Email is null ? facts.RelayEmail : edits.Email.EndsWith(RelayDomain, StringComparison.Ordinal),
            Phone = edits.Phone ?? facts.Phone,
            Notes = edits.Notes ?? facts.Notes,
            Diet = edits.Diet ?? facts.Diet,
            Nationality = edits.Nationality ?? facts.Nationality,
            Language = edits.Language ?? facts.Language,
            BirthDate = edits.BirthDate ?? facts.BirthDate,
            LoyaltyCode = edits.LoyaltyCode ?? facts.LoyaltyCode,
            Classifications = edits.Classifications ?? facts.Classifications,
        };
    }

    /// <param name="person">Whose name it is.</param>
    /// <param name="profile">Whose profile: a duplicate of a person has the same name with other contact data.</param>
    private GuestFacts Compute(int person, int profile)
    {
        var culture = Cultures.All[Dice.Of(seed, 1, person, Cultures.All.Count)];
        var woman = Dice.Of(seed, 2, person, 2) == 0;
        var given = Pick(woman ? culture.Women : culture.Men, 3, person);
        var family = Pick(culture.Families, 4, person);
        var second = culture.Country is "ES" or "BR" or "PT" && Dice.Of(seed, 5, person, 100) < 60 ? Pick(culture.Families, 6, person).Native : null;
        var quirk = Dice.Of(seed, 7, profile, 100);
        return new GuestFacts
        {
            Woman = woman,
            Title = Dice.Of(seed, 8, person, 100) < 55 ? woman ? Dice.Of(seed, 9, person, 3) == 0 ? "Miss" : "Misses" : "Mister" : null,
            FirstName = quirk == 0 ? null : given.Native,
            LastName = family.Native,
            SecondLastName = second,
            Nationality = Dice.Of(seed, 10, person, 100) < 80 ? culture.Country : null,
            Language = Dice.Of(seed, 11, person, 100) < 72 ? culture.Language : null,
            BirthDate = Dice.Of(seed, 12, person, 100) < 35 ? new DateOnly(1941, 1, 1).AddDays(Dice.Of(seed, 13, person, 24_000)) : null,
            Email = EmailOf(profile, given.Latin, family.Latin, out var relay),
            RelayEmail = relay,
            Phone = PhoneOf(profile, culture),
            LoyaltyCode = Dice.Of(seed, 16, person, 100) < 12 ? string.Create(CultureInfo.InvariantCulture, $"LC{1_000_000 + person}") : null,
            Notes = Dice.Of(seed, 17, profile, 100) < 18 ? Pick(Notes, 18, profile) : null,
            Diet = Dice.Of(seed, 19, profile, 100) < 9 ? Pick(Diets, 20, profile) : null,
            Classifications = Classify(person),
            SpaceFeatures = Dice.Of(seed, 22, profile, 100) switch { < 8 => [Pick(Features, 23, profile)], < 10 => [Features[0], Features[3]], _ => [] },
        };
    }

    private IReadOnlyList<string> Classify(int person) => Dice.Of(seed, 21, person, 100) switch
    {
        < 2 => ["VeryImportant", "Returning"],
        < 5 => ["Important"],
        < 17 => ["Returning"],
        17 => ["Blocklist"],
        18 => ["Staff"],
        _ => [],
    };

    private string? EmailOf(int profile, string given, string family, out bool relay)
    {
        var kind = Dice.Of(seed, 14, profile, 100);
        relay = kind is >= 55 and < 88;
        return kind switch
        {
            < 55 => string.Create(CultureInfo.InvariantCulture, $"{given}.{family}{profile}@example.{(profile % 2 == 0 ? "net" : "org")}"),
            < 88 => string.Create(CultureInfo.InvariantCulture, $"{given[0]}{family[0]}-{Dice.Of(seed, 24, profile) >> 16:x12}") + RelayDomain,
            _ => null,
        };
    }

    /// <summary>Half write a number in full, some as they dial it at home or with the exit code, some give none.</summary>
    private string? PhoneOf(int profile, Culture culture)
    {
        var digits = Dice.Of(seed, 25, profile);
        var number = new StringBuilder();
        foreach (var place in culture.Number)
        {
            number.Append(place == '#' ? (char)('0' + digits % 10) : place);
            if (place == '#')
                digits /= 10;
        }

        var spaced = number.ToString();
        return Dice.Of(seed, 26, profile, 100) switch
        {
            < 45 => "+" + culture.Dial + spaced.Replace(" ", "", StringComparison.Ordinal),
            < 57 => "+" + culture.Dial + " " + spaced,
            < 75 => culture.Trunk + spaced,
            < 83 => "00" + culture.Dial + spaced.Replace(" ", "", StringComparison.Ordinal),
            _ => null,
        };
    }

    private T Pick<T>(T[] from, ulong topic, int guest) => from[Dice.Of(seed, topic, guest, from.Length)];
}
