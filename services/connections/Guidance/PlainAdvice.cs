using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PmsPlatform.Connections.Guidance;

/// <summary>
/// What a language model says, made fit to be shown as text: without markup, and without a way to anywhere but the vendor's documentation, for it may have
/// been told to send people elsewhere.
/// </summary>
internal static partial class PlainAdvice
{
    public const int MostCharacters = 1000;

    private const string LeftOut = "(left out)";

    /// <summary>The text. Null when nothing is left to read.</summary>
    public static string? Of(string said, Uri documentation)
    {
        ArgumentNullException.ThrowIfNull(documentation);
        var text = Visible(Thoughts().Replace(said, ""));
        text = Link().Replace(text, "${text} ${to}");
        text = Tag().Replace(text, " ");
        text = Markup().Replace(text, "");
        text = Redaction.Mail().Replace(text, LeftOut);
        text = Redaction.Numbers().Replace(text, LeftOut);
        text = Place().Replace(text, place => LeadsTo(place.Value, documentation) ? place.Value : LeftOut);
        text = Lines().Replace(Blanks().Replace(text, " "), "\n").Trim();
        return text.Any(char.IsLetter) ? Cut(text) : null;
    }

    /// <summary>Neither control characters nor what hides in a text, joins or turns it round.</summary>
    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control)
                visible.Append(rune.Value is '\n' ? '\n' : ' ');
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
                visible.Append(rune.ToString());
        }

        return visible.ToString();
    }

    private static bool LeadsTo(string place, Uri documentation)
    {
        var trimmed = place.TrimEnd('.', ',', ';', ':', ')');
        return Uri.TryCreate(trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : $"https://{trimmed}", UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0 && uri.IsDefaultPort
            && string.Equals(uri.Host, documentation.Host, StringComparison.OrdinalIgnoreCase);
    }

    private static string Cut(string text)
    {
        if (text.Length <= MostCharacters)
            return text;
        var end = text.LastIndexOf(' ', MostCharacters - 1);
        return string.Concat(text.AsSpan(0, end > 0 ? end : MostCharacters - 1), "…");
    }

    /// <summary>Some models think aloud first; what was cut while thinking has no advice.</summary>
    [GeneratedRegex(@"<think>.*?(?:</think>|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Thoughts();

    [GeneratedRegex(@"!?\[(?<text>[^\]\n]*)\]\s?\((?<to>[^)\s]*)[^)\n]*\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"<(?:script|style)\b.*?</(?:script|style)>|</?[a-z!][^>]*>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[ \t]*(?:#+|>+|```\w*|[-=*_]{3,}[ \t]*$)[ \t]*|\*+|`+|__|[<>]", RegexOptions.CultureInvariant | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Markup();

    /// <summary>Addresses with a scheme or without, and bare host names.</summary>
    [GeneratedRegex(@"[a-z][a-z0-9+.\-]*://\S+|(?:javascript|data|vbscript|mailto|tel|file):\S+|//\S+|(?:[\p{L}\p{N}_\-]+\.)+[\p{L}][\p{L}\p{N}\-]+(?:[/:?#]\S*)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"[^\S\n]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\s*\n\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lines();
}
