using PmsPlatform.Gateway.Limits;
using PmsPlatform.Gateway.Routes;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>
/// Lets nobody under <c>/api</c> without a known key, and not faster than the key's limit, but for what vendors call by themselves. Puts the <see cref="Caller"/> into the request's features; without
/// it nothing can be forwarded.
/// </summary>
internal sealed partial class KeyGate(RequestDelegate next, ApiKeyRing keys, FailedAttempts failures, WebhookLimiter webhooks, ILogger<KeyGate> logger)
{
    public const string GuardedPath = "/api";
    public const string KeyHeader = "x-api-key";
    public const string HotelHeader = "x-hotel-slug";

    private const string BearerPrefix = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(GuardedPath, StringComparison.OrdinalIgnoreCase))
            return next(context);

        // Vendors have no key; their connector proves them.
        if (WebhookRoutes.IsOne(context))
            return webhooks.TryCount(context.Connection.RemoteIpAddress) ? next(context) : Problem.TooManyRequests(WebhookLimiter.Wait).ExecuteAsync(context);

        if (PresentedKey(context.Request) is not { } text || keys.Find(text) is not { } key)
            return Refuse(context);

        if (!key.TryCall())
            return Problem.TooManyRequests(KeyLimiter.Wait).ExecuteAsync(context);

        var caller = CallerOf(key, context.Request);
        if (caller is null)
            return Problem.NotFound("hotel").ExecuteAsync(context);

        context.Features.Set(caller);
        return next(context);
    }

    private static string? PresentedKey(HttpRequest request)
    {
        // Two keys in one request: which one is meant is not ours to guess.
        var own = request.Headers[KeyHeader];
        if (own.Count > 0)
            return own.Count == 1 ? own[0] : null;

        var bearer = request.Headers.Authorization;
        return bearer.Count == 1 && bearer[0] is { } value && value.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? value[BearerPrefix.Length..].Trim()
            : null;
    }

    private static Caller? CallerOf(ApiKey key, HttpRequest request)
    {
        var slug = request.Headers[HotelHeader];
        return slug.Count switch
        {
            0 => key.Caller,
            1 => key.CallerAt(slug[0] ?? ""),
            _ => null,
        };
    }

    private Task Refuse(HttpContext context)
    {
        if (!failures.TryCount(context.Connection.RemoteIpAddress))
            return Problem.TooManyRequests(FailedAttempts.Wait).ExecuteAsync(context);

        Log.Refused(logger, context.Connection.RemoteIpAddress, context.CorrelationId());
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"pms\"";
        return Problem.Unauthorised().ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A call from {Address} was refused: no key, or an unknown one ({CorrelationId})")]
        public static partial void Refused(ILogger logger, System.Net.IPAddress? address, string correlationId);
    }
}
