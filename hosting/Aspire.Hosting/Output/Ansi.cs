using System.Text.RegularExpressions;

namespace PmsPlatform.LocalRunner.Output;

internal static partial class Ansi
{
    /// <summary>The text without colours and other control sequences of terminals.</summary>
    public static string Strip(string text) => text.Contains('\e', StringComparison.Ordinal) ? Sequences().Replace(text, "") : text;

    [GeneratedRegex(@"\e\[[0-9;?]*[ -/]*[@-~]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sequences();
}
