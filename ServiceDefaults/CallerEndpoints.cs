using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Endpoints that only the gateway may reach, on behalf of a known caller.</summary>
public static class CallerEndpoints
{
    /// <summary>
    /// Requests without a valid <c>x-pms-identity</c> header get a 401 problem; handlers read the caller with <see cref="Caller"/>.
    /// Checked before the body is read when <c>MapDefaultEndpoints</c> was called, and in any case before the handler runs.
    /// </summary>
    /// <exception cref="StartupConfigurationException">No usable <c>Pms:InternalKey</c>: thrown here for a group, else at the first request.</exception>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        // A service that asks for callers cannot do without the key: better found at start than at the first request.
        if (endpoints is IEndpointRouteBuilder routes)
            routes.ServiceProvider.GetRequiredService<IdentitySigner>();

        endpoints.WithMetadata(CallerRequired.Instance);

        // Around the endpoint as a whole: a filter would stand between the handler and its arguments, and box each of them.
        endpoints.Finally(static endpoint =>
        {
            var inner = endpoint.RequestDelegate ?? throw new InvalidOperationException($"{endpoint.DisplayName} has nothing to guard.");
            var services = endpoint.ApplicationServices;
            endpoint.RequestDelegate = context => TryIdentify(context, services) ? inner(context) : Problem.Unauthorised().ExecuteAsync(context);
        });
        return endpoints;
    }

    /// <summary>The caller of this request.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lacks <see cref="RequireCaller{TBuilder}"/>.</exception>
    public static CallerIdentity Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<CallerIdentity>()
            ?? throw new InvalidOperationException("The endpoint has no caller. Add RequireCaller() to it or to its group.");
    }

    internal static void UseCallerIdentity(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        app.Use((context, next) =>
            context.GetEndpoint()?.Metadata.GetMetadata<CallerRequired>() is null || TryIdentify(context, services)
                ? next(context)
                : Problem.Unauthorised().ExecuteAsync(context));
    }

    // The application's services: asking the request for its own would make a scope, at every request.
    private static bool TryIdentify(HttpContext context, IServiceProvider services)
    {
        if (context.Features.Get<CallerIdentity>() is not null)
            return true;

        var signer = services.GetRequiredService<IdentitySigner>();
        if (!signer.TryVerify(context.Request.Headers[IdentitySigner.HeaderName], out var identity))
            return false;

        context.Features.Set(identity);
        return true;
    }

    [SuppressMessage("Performance", "CA1812", Justification = "Endpoint metadata, found by its type.")]
    private sealed class CallerRequired
    {
        public static readonly CallerRequired Instance = new();
    }
}
