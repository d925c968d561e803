using System.Diagnostics;
using OpenTelemetry;

namespace PmsPlatform.ServiceDefaults.Tracing;

/// <summary>
/// Takes query strings out of spans, for look-ups carry phone numbers and e-mail addresses in them, and the tokens that end the addresses of webhooks. Stays on whatever the environment says about
/// redaction: Aspire switches the framework's off during development.
/// </summary>
internal sealed class QueryRedaction : BaseProcessor<Activity>
{
    private const string Redacted = "*";

    private static readonly string[] WholeQueries = ["url.query", "http.query"];
    private static readonly string[] Addresses = ["url.full", "http.url", "http.target"];

    private static readonly string[] Paths = ["url.path", .. Addresses];

    /// <summary>Behind these words stands what proves a vendor's call.</summary>
    private static readonly string[] BeforeTokens = ["/webhook/", "/webhooks/"];

    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);

        foreach (var tag in WholeQueries)
        {
            if (data.GetTagItem(tag) is not null)
                data.SetTag(tag, Redacted);
        }

        foreach (var tag in Addresses)
        {
            if (data.GetTagItem(tag) is string address && address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var question)
                data.SetTag(tag, string.Concat(address.AsSpan(0, question + 1), Redacted));
        }

        foreach (var tag in Paths)
        {
            if (data.GetTagItem(tag) is string path && WithoutToken(path) is { } clean)
                data.SetTag(tag, clean);
        }
    }

    /// <summary>Null when there is no token in it.</summary>
    private static string? WithoutToken(string path)
    {
        foreach (var word in BeforeTokens)
        {
            if (path.IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                var start = at + word.Length;
                var end = path.AsSpan(start).IndexOfAny('/', '?');
                return string.Concat(path.AsSpan(0, start), Redacted, end < 0 ? "" : path.AsSpan(start + end));
            }
        }

        return null;
    }
}
