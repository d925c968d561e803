using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Guidance;

/// <summary>
/// Takes out of a text from outside what somebody has entered, in whatever form it comes back, and what looks like a credential or a person. Rather a word
/// too many than a secret: what is left is read by a language model, and only to give advice.
/// </summary>
internal sealed partial class Redaction(ConnectionTrial trial)
{
    public const string Mark = "***";

    /// <summary>Characters in a row of something entered that give it away.</summary>
    private const int Part = 6;

    private const int LongestWord = 20;
    private const int MostHumps = 3;

    private readonly HashSet<string> _forms = [.. Entered(trial).SelectMany(FormsOf).Where(form => form.Length > 0)];

    /// <summary>What a vendor answered, as plain text without its markup and without secrets, at most so many characters.</summary>
    public string Of(string text, int most)
    {
        var redacted = Mask(TextOf(text));
        redacted = Credential().Replace(redacted, Mark);
        redacted = Address().Replace(redacted, Mark);
        redacted = Mail().Replace(redacted, Mark);
        redacted = Numbers().Replace(redacted, Mark);
        redacted = Run().Replace(redacted, run => LooksRandom(run.Value) ? Mark : run.Value);
        redacted = Blanks().Replace(redacted, " ").Trim();
        return redacted.Length <= most ? redacted : string.Concat(redacted.AsSpan(0, most), "…");
    }

    private static IEnumerable<string> Entered(ConnectionTrial trial) =>
        [.. trial.Settings.Values, .. trial.Endpoint is { } endpoint ? [endpoint.Host, endpoint.Authority, endpoint.PathAndQuery] : Array.Empty<string>()];

    /// <summary>A value as it may be quoted: escaped for an address, JSON or HTML, in hexadecimal, and in base64 wherever in a longer text it stood.</summary>
    private static IEnumerable<string> FormsOf(string value)
    {
        var escaped = Uri.EscapeDataString(value);
        yield return value;
        yield return value.Trim();
        yield return escaped;
        yield return Uri.EscapeDataString(escaped);
        yield return WebUtility.UrlEncode(value);
        yield return WebUtility.HtmlEncode(value);
        yield return JsonEncodedText.Encode(value).Value;

        var bytes = Encoding.UTF8.GetBytes(value);
        yield return Convert.ToHexString(bytes);
        for (var before = 0; before < 3; before++)
        {
            // Characters that the neighbours have a share in are not the value's.
            var first = ((before * 8) + 5) / 6;
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var own = whole[first..(((before + bytes.Length) * 8 / 6) is var end && end > first ? end : first)];
            yield return own;
            yield return own.Replace('+', '-').Replace('/', '_');
        }
    }

    /// <summary>What is said, of JSON its texts and numbers with their names, of HTML what a person reads.</summary>
    private static string TextOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var said = new StringBuilder();
            Collect(document.RootElement, said);
            return said.ToString();
        }
        catch (JsonException)
        {
            var plain = Escape().Replace(text, escape => ((char)ushort.Parse(escape.Groups["code"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
            return WebUtility.HtmlDecode(Tag().Replace(plain, " "));
        }
    }

    private static void Collect(JsonElement element, StringBuilder said)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    said.Append(member.Name).Append(": ");
                    Collect(member.Value, said);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Collect(item, said);
                break;
            default:
                said.Append(element.ToString()).Append("; ");
                break;
        }
    }

    /// <summary>Takes out every word that has so many characters in a row of a form; a form that is shorter must be a word of its own.</summary>
    private string Mask(string text)
    {
        var hidden = new bool[text.Length];
        var windows = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at + Part <= text.Length; at++)
            windows.Add(text.Substring(at, Part));

        var known = windows.GetAlternateLookup<ReadOnlySpan<char>>();
        var met = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var form in _forms)
        {
            if (form.Length < Part)
                HideWord(text, form, hidden);
            for (var at = 0; at + Part <= form.Length; at++)
            {
                if (known.Contains(form.AsSpan(at, Part)))
                    met.Add(form.Substring(at, Part));
            }
        }

        for (var at = 0; at + Part <= text.Length; at++)
        {
            if (met.Contains(text.Substring(at, Part)))
                hidden.AsSpan(at, Part).Fill(true);
        }

        return Rewrite(text, hidden);
    }

    private static void HideWord(string text, string word, bool[] hidden)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length])))
                hidden.AsSpan(at, word.Length).Fill(true);
        }
    }

    /// <summary>What is hidden grows to the ends of its word, so that no rest of a secret stays.</summary>
    private static string Rewrite(string text, bool[] hidden)
    {
        for (var at = 1; at < text.Length; at++)
            hidden[at] |= hidden[at - 1] && char.IsLetterOrDigit(text[at]);
        for (var at = text.Length - 2; at >= 0; at--)
            hidden[at] |= hidden[at + 1] && char.IsLetterOrDigit(text[at]);

        var rewritten = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (!hidden[at])
                rewritten.Append(text[at]);
            else if (at == 0 || !hidden[at - 1])
                rewritten.Append(Mark);
        }

        return rewritten.ToString();
    }

    /// <summary>Letters with digits, a word longer than words are, or capitals where words have none.</summary>
    private static bool LooksRandom(string run)
    {
        var humps = 0;
        for (var at = 1; at < run.Length; at++)
            humps += char.IsAsciiLetterLower(run[at - 1]) && char.IsAsciiLetterUpper(run[at]) ? 1 : 0;
        return (run.Any(char.IsAsciiDigit) && run.Any(char.IsAsciiLetter)) || humps > MostHumps || (run.Length >= LongestWord && run.All(char.IsAsciiLetterOrDigit));
    }

    [GeneratedRegex(@"\b(?:basic|bearer)\s+\S+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credential();

    [GeneratedRegex(@"[a-z][a-z0-9+.-]*://\S+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"[^\s@<>""'(),;:]+@[^\s@<>""'(),;:]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Mail();

    /// <summary>Telephones, cards, addresses of networks of both kinds, dates.</summary>
    [GeneratedRegex(@"(?:\+|\b)\d[\d\s().\-/]{5,}\d|\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Numbers();

    [GeneratedRegex(@"[A-Za-z0-9_+/=~.\-]{12,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Run();

    [GeneratedRegex(@"\\u(?<code>[0-9a-fA-F]{4})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();

    [GeneratedRegex(@"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
