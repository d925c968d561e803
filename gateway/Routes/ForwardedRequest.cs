using PmsPlatform.Gateway.Identity;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy.Transforms;

namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// Which headers reach a service: a short list of the client's, and ours. All others end here, so that no client can speak as the gateway: API keys,
/// cookies, <c>X-Forwarded-*</c>, and above all <c>x-pms-identity</c>.
/// </summary>
internal sealed class ForwardedRequest : RequestTransform
{
    private static readonly string[] FromClient =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Content-Type", "Content-Length", "If-Match", "If-None-Match", "If-Modified-Since", "Idempotency-Key", "User-Agent",
    ];

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var caller = context.HttpContext.Features.Get<Caller>()
            ?? throw new InvalidOperationException("A request without a caller was about to be forwarded.");

        var headers = context.HttpContext.Request.Headers;
        foreach (var name in FromClient)
        {
            if (headers.TryGetValue(name, out var values))
                AddHeader(context, name, values);
        }

        AddHeader(context, IdentitySigner.HeaderName, caller.Header(context.HttpContext.Connection.RemoteIpAddress));
        AddHeader(context, Correlation.HeaderName, context.HttpContext.CorrelationId());
        return ValueTask.CompletedTask;
    }
}
