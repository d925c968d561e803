using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Gateway.Routes;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy;

namespace PmsPlatform.Gateway.Ingress;

/// <summary>
/// Step of the proxy pipeline for paths whose service stands in the body: reads the body, refuses a bad one before any service sees it, and hands the
/// request to the connector of <c>provider</c>.
/// </summary>
internal sealed class SyncIngress(RequestDelegate next, RouteTable table, IProxyStateLookup services, GatewayOptions options, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetReverseProxyFeature().Cluster.Config.ClusterId is RouteTable.ByBody ? ReadAndForwardAsync(context) : next(context);

    private async Task ReadAndForwardAsync(HttpContext context)
    {
        var (bytes, unreadable) = await RequestBody.ReadJsonAsync(context, options, time);
        if (unreadable is not null)
        {
            await unreadable.ExecuteAsync(context);
            return;
        }

        var (request, wrong) = SyncRequestReader.Read(bytes);
        if (wrong is not null)
        {
            await Problem.Invalid(wrong.Field, wrong.Reason).ExecuteAsync(context);
            return;
        }

        if (!table.Vendors.Contains(request!.Provider, StringComparer.Ordinal) || !services.TryGetCluster(ServiceAddresses.ConnectorOf(request.Provider!), out var connector))
        {
            await table.UnknownProvider().ExecuteAsync(context);
            return;
        }

        Replace(context.Request, JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.SyncRequest));
        context.ReassignProxyRequest(connector);
        await next(context);
    }

    // Written anew, so that the connector reads exactly what was checked.
    private static void Replace(HttpRequest request, byte[] body)
    {
        request.Body = new MemoryStream(body, writable: false);
        request.ContentLength = body.Length;
        request.ContentType = "application/json";
        request.Headers.TransferEncoding = default;
    }
}
