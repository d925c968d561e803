using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PmsPlatform.EndToEnd.Secrecy;

/// <summary>Something that must be nowhere.</summary>
/// <param name="Name">What it is, for a failure's text, which does not show it.</param>
/// <param name="Text">The secret.</param>
internal sealed record MarkedSecret(string Name, string Text)
{
    /// <summary>Not the secret.</summary>
    public override string ToString() => Name;

    /// <summary>Every way it may be written: plain, as in JSON, in an address, in hexadecimal, in base64 wherever in a longer text it begins.</summary>
    public IReadOnlyList<string> Forms()
    {
        var bytes = Encoding.UTF8.GetBytes(Text);
        var escaped = Uri.EscapeDataString(Text);
        return
        [
            .. new[]
            {
                Text, JsonEncodedText.Encode(Text).ToString(), escaped, LowerHexadecimal(escaped), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
                Base64(bytes, 0), Base64(bytes, 1), Base64(bytes, 2), ForUrl(Base64(bytes, 0)), ForUrl(Base64(bytes, 1)), ForUrl(Base64(bytes, 2)),
            }.Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>What is in base64 of these bytes alone when they begin after some others: letters that hold bits of neighbours are left out.</summary>
    private static string Base64(byte[] bytes, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
        var from = ((before * 8) + 5) / 6;
        return text[from..((before + bytes.Length) * 8 / 6)];
    }

    private static string ForUrl(string base64) => base64.Replace('+', '-').Replace('/', '_');

    private static string LowerHexadecimal(string escaped)
    {
        var text = new StringBuilder(escaped);
        for (var at = 0; at + 2 < text.Length; at++)
        {
            if (text[at] == '%')
                (text[at + 1], text[at + 2]) = (char.ToLowerInvariant(text[at + 1]), char.ToLowerInvariant(text[at + 2]));
        }

        return text.ToString();
    }
}

/// <summary>Looks for secrets in whatever form.</summary>
internal sealed class SecretSearch
{
    private const int Shown = 120;

    private readonly IReadOnlyList<(MarkedSecret Secret, string Form)> _forms;
    private readonly SearchValues<string> _any;

    public SecretSearch(IEnumerable<MarkedSecret> secrets)
    {
        _forms = [.. secrets.SelectMany(secret => secret.Forms().Select(form => (secret, form)))];
        _any = SearchValues.Create([.. _forms.Select(form => form.Form)], StringComparison.Ordinal);
    }

    /// <summary>Everything that is looked for.</summary>
    public IReadOnlyList<(MarkedSecret Secret, string Form)> Forms => _forms;

    /// <summary>The secrets that are in there, each with what stands before it.</summary>
    public IReadOnlyList<(MarkedSecret Secret, string Before)> In(ReadOnlySpan<byte> content)
    {
        // A letter a byte: what is looked for is ASCII, whatever else the bytes are.
        var text = Encoding.Latin1.GetString(content);
        return text.AsSpan().ContainsAny(_any)
            ? [.. _forms.Select(form => (form.Secret, At: text.IndexOf(form.Form, StringComparison.Ordinal))).Where(hit => hit.At >= 0).DistinctBy(hit => hit.Secret)
                .Select(hit => (hit.Secret, text[Math.Max(0, hit.At - Shown)..hit.At]))]
            : [];
    }
}
