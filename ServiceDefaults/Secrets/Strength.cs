namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Refuses keys nobody drew at random: zeros, one repeated character, a keyboard row.</summary>
internal static class Strength
{
    // 32 random bytes or 32 random characters of a 26-letter alphabet hold fewer than 12 different ones about once in 10^6.
    private const int FewestDifferent = 10;

    public static bool IsEnough<T>(IEnumerable<T> symbols, int fewestDifferent = FewestDifferent) =>
        symbols.Distinct().Take(fewestDifferent).Count() == fewestDifferent;
}
