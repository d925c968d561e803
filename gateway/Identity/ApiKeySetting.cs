using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>One entry of <c>Pms:ApiKeys</c> as configured. Thrown away once its hash is taken.</summary>
internal sealed record ApiKeySetting(string Name, string Key, IReadOnlyList<string> HotelIds)
{
    public const string Section = "Pms:ApiKeys";

    private const int LeastCharacters = 16;
    private const int MostCharacters = 256;

    public static IReadOnlyList<ApiKeySetting> Read(IConfiguration configuration) =>
    [
        .. configuration.GetSection(Section).GetChildren().Select(entry => new ApiKeySetting(
            entry[nameof(Name)] ?? "",
            entry[nameof(Key)] ?? "",
            [.. entry.GetSection(nameof(HotelIds)).GetChildren().Select(hotel => hotel.Value).OfType<string>().Distinct(StringComparer.Ordinal)])),
    ];

    public static IEnumerable<string> ProblemsOf(IReadOnlyList<ApiKeySetting> settings, HotelDirectory hotels, bool areOthers) =>
    [
        .. settings.Count == 0 && !areOthers ? (string[])[$"{Section} is empty: nobody could call. Add an entry with Name, Key and HotelIds."] : [],
        .. settings.SelectMany((setting, index) => setting.Problems($"{Section}:{index}", hotels)),
        .. Doubled(settings, setting => setting.Name).Select(group => $"{Section} has the name '{group.Key}' {group.Count()} times. Give each key its own."),
        .. Doubled(settings, setting => setting.Key)
            .Select(group => $"{Section} has the same key for {string.Join(" and ", group.Select(setting => $"'{setting.Name}'"))}. Give each its own."),
    ];

    // A record prints its members, and this one holds a secret.
    public override string ToString() => Name;

    private IEnumerable<string> Problems(string at, HotelDirectory hotels)
    {
        if (string.IsNullOrWhiteSpace(Name))
            yield return $"{at}:Name is missing. Name who uses the key, as in demo-concierge.";
        if (Key.Length is < LeastCharacters or > MostCharacters || !Key.All(letter => letter is > ' ' and < '\x7f'))
            yield return $"{at}:Key of '{Name}' is not usable. Use {LeastCharacters} to {MostCharacters} printable ASCII characters without blanks, at best 32 random ones.";
        if (HotelIds.Count == 0)
            yield return $"{at}:HotelIds of '{Name}' is empty. Name the hotels the key opens.";

        foreach (var hotel in HotelIds.Where(hotel => hotels.Find(hotel) is null))
            yield return $"{at}:HotelIds of '{Name}' has '{hotel}', which is no hotel of Pms:Hotels.";
    }

    private static IEnumerable<IGrouping<string, ApiKeySetting>> Doubled(IEnumerable<ApiKeySetting> settings, Func<ApiKeySetting, string> member) =>
        settings.GroupBy(member, StringComparer.Ordinal).Where(group => group.Key.Length > 0 && group.Skip(1).Any());
}
