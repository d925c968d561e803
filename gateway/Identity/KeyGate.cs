using System.Net;
using PmsPlatform.Gateway.Limits;
using PmsPlatform.Gateway.Routes;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>
/// Lets nobody under <c>/api</c> without a known key or token, and not faster than its limit, but for what vendors call by themselves and for signing in. Puts
/// the <see cref="Caller"/> into the request's features; without it nothing can be forwarded.
/// </summary>
internal sealed partial class KeyGate(
    RequestDelegate next, ApiKeyRing keys, AccessDirectory? access, Caller stranger, FailedAttempts failures, AddressLimits limits, ILogger<KeyGate> logger)
{
    public const string GuardedPath = "/api";
    public const string KeyHeader = "x-api-key";
    public const string HotelHeader = "x-hotel-slug";

    private static readonly TimeSpan WaitWhileAway = TimeSpan.FromSeconds(2);

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(GuardedPath, StringComparison.OrdinalIgnoreCase))
            return next(context);

        // Vendors have no key; their connector proves them.
        var address = context.Connection.RemoteIpAddress;
        if (WebhookRoutes.IsOne(context))
            return limits.Webhooks.TryCount(address) ? next(context) : TooFast(context, limits.Webhooks);
        if (!limits.Calls.TryCount(address))
            return TooFast(context, limits.Calls);
        if (SignInRoutes.IsOne(context))
            return limits.SignIns.TryCount(address) ? SignInAsync(context) : TooFast(context, limits.SignIns);

        if (Credential.Of(context.Request) is not { } credential)
            return Refuse(context);
        if (keys.Find(credential) is { } key)
            return Enter(context, key);
        return access is null ? Refuse(context) : AskAsync(context, access, credential, address);
    }

    private async Task AskAsync(HttpContext context, AccessDirectory directory, Credential credential, IPAddress? address)
    {
        if (failures.IsExhausted(address) && !directory.Remembers(credential, address) && !limits.Questions.TryCount(address))
        {
            await Problem.TooManyRequests(FailedAttempts.Wait).ExecuteAsync(context);
            return;
        }

        var found = await directory.FindAsync(credential, address);
        if (found.IsAway)
            await Problem.Unavailable("the service connections", WaitWhileAway).ExecuteAsync(context);
        else if (found.Key is { } key)
            await Enter(context, key);
        else
            await Refuse(context);
    }

    /// <summary>Whoever signs in is nobody yet; whoever changes a password or signs out is known by a token, if it is still good.</summary>
    private async Task SignInAsync(HttpContext context)
    {
        var known = access is not null && Credential.Of(context.Request) is { Bearer: not null } credential
            ? await access.FindAsync(credential, context.Connection.RemoteIpAddress)
            : Access.Unknown;
        context.Features.Set(known.Key?.Caller ?? stranger);
        await next(context);
    }

    private Task Enter(HttpContext context, ApiKey key)
    {
        if (!key.TryCall())
            return Problem.TooManyRequests(KeyLimiter.Wait).ExecuteAsync(context);

        var caller = CallerOf(key, context.Request);
        if (caller is null)
            return Problem.NotFound("hotel").ExecuteAsync(context);

        context.Features.Set(caller);
        return next(context);
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

    private static Task TooFast(HttpContext context, AddressLimiter limiter) => Problem.TooManyRequests(limiter.Wait).ExecuteAsync(context);

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
