using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Preferences as texts of a profile, the other way round than <see cref="MewsGuestMapping"/> reads them.</summary>
internal static class MewsPreferences
{
    /// <summary>Between several diets.</summary>
    public const string DietSeparator = ", ";

    /// <summary>What belongs into the dietary requirements.</summary>
    public static IReadOnlyList<string> Diet(IReadOnlyList<GuestPreference> preferences) => [.. preferences.Where(IsDiet).Select(preference => OneLine(preference.Value))];

    /// <summary>What belongs into the notes, a line each. A note is its own text; all else says what it is about.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<GuestPreference> preferences) =>
    [
        .. preferences.Where(preference => !IsDiet(preference)).Select(preference => Is(preference, "note")
            ? OneLine(preference.Value)
            : $"{OneLine(preference.Category)}: {OneLine(preference.Value)}"),
    ];

    /// <summary>Those of the entries that a text does not hold, joined.</summary>
    public static string Missing(string text, IReadOnlyList<string> entries, string separator)
    {
        var mark = separator.Trim() is { Length: > 0 } visible ? visible : separator;
        var held = text.Split(mark, StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return string.Join(separator, entries.Where(entry => !IsHeld(entry)).Distinct(StringComparer.OrdinalIgnoreCase));

        // An entry with the mark in it is in several pieces.
        bool IsHeld(string entry) => held.Contains(entry) || (entry.Contains(mark, StringComparison.Ordinal) && text.Contains(entry, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsDiet(GuestPreference preference) => Is(preference, "diet");

    private static bool Is(GuestPreference preference, string category) => string.Equals(preference.Category.Trim(), category, StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
