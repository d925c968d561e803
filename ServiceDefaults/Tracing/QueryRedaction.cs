using System.Diagnostics;
using OpenTelemetry;

namespace PmsPlatform.ServiceDefaults.Tracing;

/// <summary>
/// Takes query strings out of spans: look-ups carry phone numbers and e-mail addresses in them. Stays on whatever the environment says about
/// redaction: Aspire switches the framework's off during development.
/// </summary>
internal sealed class QueryRedaction : BaseProcessor<Activity>
{
    private const string Redacted = "*";

    private static readonly string[] WholeQueries = ["url.query", "http.query"];
    private static readonly string[] Addresses = ["url.full", "http.url", "http.target"];

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
    }
}
