using Microsoft.Net.Http.Headers;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// Which headers of a vendor's delivery reach the connector: all that may be part of its proof or its meaning, and none that could speak for the gateway or
/// for a caller of ours.
/// </summary>
internal sealed class ForwardedDelivery : RequestTransform
{
    private static readonly HashSet<string> NeverForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Host, HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.TransferEncoding, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.Upgrade,
        HeaderNames.ProxyAuthorization, HeaderNames.ProxyAuthenticate, HeaderNames.ProxyConnection, HeaderNames.Expect, HeaderNames.Cookie, "Forwarded", "x-real-ip",
        HeaderNames.TraceParent, HeaderNames.TraceState, HeaderNames.Baggage, Identity.KeyGate.KeyHeader,
    };

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        foreach (var (name, values) in context.HttpContext.Request.Headers)
        {
            if (!NeverForwarded.Contains(name) && !name.StartsWith(':') && !name.StartsWith("x-pms-", StringComparison.OrdinalIgnoreCase)
                && !name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase) && !name.Equals(Correlation.HeaderName, StringComparison.OrdinalIgnoreCase))
            {
                AddHeader(context, name, values);
            }
        }

        // Only the sender's own name for it: where it gives none the connector takes the trace's, and knows that equal bodies may be one delivery.
        if (context.HttpContext.Request.Headers.ContainsKey(Correlation.HeaderName))
            AddHeader(context, Correlation.HeaderName, context.HttpContext.CorrelationId());
        return ValueTask.CompletedTask;
    }
}
