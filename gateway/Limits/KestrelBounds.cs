using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PmsPlatform.Gateway.Limits;

/// <summary>What a single client may take of the server: bytes, headers, time, connections. Breaches that Kestrel finds itself end the connection.</summary>
internal static class KestrelBounds
{
    private const int MostHeaders = 64;
    private const int MostHeaderBytes = 16 * 1024;
    private const int MostRequestLineBytes = 8 * 1024;

    private static readonly MinDataRate SlowestClient = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public static void Bound(this KestrelServerOptions kestrel, GatewayOptions options)
    {
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MaxRequestHeaderCount = MostHeaders;
        limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        limits.MaxRequestLineSize = MostRequestLineBytes;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAlive;
        limits.MinRequestBodyDataRate = SlowestClient;
        limits.MinResponseDataRate = SlowestClient;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.AddServerHeader = false;
    }
}
