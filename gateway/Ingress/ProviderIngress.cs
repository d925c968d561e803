using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Gateway.Routes;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy;

namespace PmsPlatform.Gateway.Ingress;

/// <summary>
/// Step of the proxy pipeline for paths whose connector is named by the member <c>provider</c> of the body or by the query. The rest of the request is the
/// connector's to judge: it knows what the vendor takes.
/// </summary>
internal sealed class ProviderIngress(RequestDelegate next, RouteTable table, IProxyStateLookup services, GatewayOptions options, TimeProvider time)
{
    private const string Provider = "provider";

    public Task InvokeAsync(HttpContext context) =>
        context.GetReverseProxyFeature().Cluster.Config.ClusterId is RouteTable.ByProvider ? FindAndForwardAsync(context) : next(context);

    private async Task FindAndForwardAsync(HttpContext context)
    {
        var (provider, problem) = HttpMethods.IsGet(context.Request.Method) ? OfQuery(context.Request) : await OfBodyAsync(context);
        if (problem is null && !table.Vendors.Contains(provider, StringComparer.Ordinal))
            problem = table.UnknownProvider();
        if (problem is not null || !services.TryGetCluster(ServiceAddresses.ConnectorOf(provider!), out var connector))
        {
            await (problem ?? table.UnknownProvider()).ExecuteAsync(context);
            return;
        }

        context.ReassignProxyRequest(connector);
        await next(context);
    }

    private static (string? Provider, ProblemHttpResult? Problem) OfQuery(HttpRequest request)
    {
        var given = request.Query[Provider];
        return given is [{ Length: > 0 } provider] ? (provider, null) : (null, Problem.Invalid(Provider, "is needed once in the query. Name the PMS, as in provider=mews."));
    }

    private async Task<(string? Provider, ProblemHttpResult? Problem)> OfBodyAsync(HttpContext context)
    {
        var (bytes, unreadable) = await RequestBody.ReadJsonAsync(context, options, time);
        if (unreadable is not null)
            return (null, unreadable);

        var (provider, wrong) = ProviderReader.Read(bytes);
        if (wrong is not null)
            return (null, Problem.Invalid(wrong.Field, wrong.Reason));

        context.Request.Body = new MemoryStream(bytes!, writable: false);
        context.Request.ContentLength = bytes!.Length;
        context.Request.ContentType = "application/json";
        context.Request.Headers.TransferEncoding = default;
        return (provider, null);
    }
}
