namespace PmsPlatform.LocalRunner.Building;

internal static class ResourceName
{
    private const int Longest = 64;

    /// <summary>Real Aspire's rules: ASCII letters, digits and single hyphens, a letter first, no hyphen last, at most 64.</summary>
    public static void Require(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > Longest
            || !char.IsAsciiLetter(name[0])
            || name[^1] == '-'
            || name.Contains("--", StringComparison.Ordinal)
            || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
        {
            throw new ArgumentException(
                $"'{name}' is no resource name: up to {Longest} ASCII letters, digits and single hyphens, beginning with a letter, not ending with a hyphen.",
                nameof(name));
        }
    }
}
