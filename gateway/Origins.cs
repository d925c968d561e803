using Microsoft.AspNetCore.Cors.Infrastructure;
using PmsPlatform.Gateway.Identity;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway;

/// <summary>
/// Which pages may call from a browser: those of configured origins, no others, and never with cookies: the gateway knows none. Without origins no answer
/// carries a CORS header, and a preflight is refused as any call without a key.
/// </summary>
internal static class Origins
{
    private static readonly string[] Headers = [KeyGate.KeyHeader, KeyGate.HotelHeader, "Authorization", "Content-Type", "Idempotency-Key", "If-Match", Correlation.HeaderName];

    public static void AddOrigins(this WebApplicationBuilder builder, GatewayOptions options)
    {
        if (options.AllowedOrigins.Count > 0)
            builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, options)));
    }

    public static void UseOrigins(this WebApplication app, GatewayOptions options)
    {
        if (options.AllowedOrigins.Count > 0)
            app.UseCors();
    }

    private static void Allow(CorsPolicyBuilder policy, GatewayOptions options) => policy
        .WithOrigins([.. options.AllowedOrigins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete)
        .WithHeaders(Headers)
        .WithExposedHeaders(Correlation.HeaderName, "Retry-After", "ETag")
        .SetPreflightMaxAge(TimeSpan.FromMinutes(10));
}
