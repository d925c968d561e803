using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.ServiceDefaults.Access;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// Who may reach an endpoint. Every endpoint of a service that knows callers states one of <see cref="RequirePermission{TBuilder}"/>,
/// <see cref="RequireService{TBuilder}"/> and <see cref="OpenTo{TBuilder}"/>; the service does not start while one states none.
/// </summary>
public static class CallerEndpoints
{
    /// <summary>
    /// Requests without a valid <c>x-pms-identity</c> header get a 401 problem; handlers read the caller with <see cref="Caller"/>.
    /// Checked before the body is read when <c>MapDefaultEndpoints</c> was called, and in any case before the handler runs.
    /// </summary>
    /// <exception cref="StartupConfigurationException">No usable <c>Pms:InternalKey</c>: thrown here for a group, else at the first request.</exception>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => Demanding(endpoints, Demand.Caller);

    /// <summary>
    /// As <see cref="RequireCaller{TBuilder}"/>, and 403 <c>forbidden</c> for whoever may not do all of this at any hotel nor in his organisation. The handler sees the
    /// caller with those hotels only at which he may do it, so that <c>Caller().HotelIds</c> needs no further check. Several demands must all be met.
    /// </summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoints, Permission permission)
        where TBuilder : IEndpointConventionBuilder => Demanding(endpoints, Demand.Of(permission));

    /// <summary>As <see cref="RequireCaller{TBuilder}"/>, for our own services only: 403 for everybody else. For what lies under <c>/internal</c>.</summary>
    public static TBuilder RequireService<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => Demanding(endpoints, Demand.Service);

    /// <summary>States that an endpoint asks for no permission, and why that is right.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="reason">Whom it is open to and what stands in for the permission. Documentation, never shown to callers.</param>
    public static TBuilder OpenTo<TBuilder>(this TBuilder endpoints, string reason)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return endpoints.WithMetadata(new Openness(reason));
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
            context.GetEndpoint()?.Metadata.GetOrderedMetadata<Demand>() is { Count: > 0 } demands && Refusal(context, services, demands) is { } refusal
                ? refusal.ExecuteAsync(context)
                : next(context));
    }

    private static TBuilder Demanding<TBuilder>(TBuilder endpoints, Demand demand)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        // A service that asks for callers cannot do without the key: better found at start than at the first request.
        if (endpoints is IEndpointRouteBuilder routes)
            routes.ServiceProvider.GetRequiredService<IdentitySigner>();

        endpoints.WithMetadata(demand);
        endpoints.Finally(Guard);
        return endpoints;
    }

    // Around the endpoint as a whole: a filter would stand between the handler and its arguments, and box each of them. One guard sees to all demands.
    private static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Contains(Guarded.Instance))
            return;

        endpoint.Metadata.Add(Guarded.Instance);
        var inner = endpoint.RequestDelegate ?? throw new InvalidOperationException($"{endpoint.DisplayName} has nothing to guard.");
        var services = endpoint.ApplicationServices;
        var demands = endpoint.Metadata.OfType<Demand>().ToArray();
        endpoint.RequestDelegate = context => Refusal(context, services, demands) is { } refusal ? refusal.ExecuteAsync(context) : inner(context);
    }

    private static ProblemHttpResult? Refusal(HttpContext context, IServiceProvider services, IReadOnlyList<Demand> demands)
    {
        if (Identify(context, services) is not { } caller)
            return Problem.Unauthorised();

        var narrowed = caller;
        for (var index = 0; index < demands.Count; index++)
        {
            var demand = demands[index];
            if (demand.Kind is { } kind && caller.Kind != kind)
                return Problem.Forbidden("This is for the platform's own services.");
            if (demand.Permission is Permission.None)
                continue;

            narrowed = narrowed.NarrowedTo(demand.Permission);
            if (narrowed.HotelIds.Count == 0 && !narrowed.MayInOrganization(demand.Permission))
                return Problem.Forbidden($"The permission {demand.Permission} is needed.");
        }

        if (!ReferenceEquals(narrowed, caller))
            context.Features.Set(narrowed);
        return null;
    }

    // The application's services: asking the request for its own would make a scope, at every request.
    private static CallerIdentity? Identify(HttpContext context, IServiceProvider services)
    {
        if (context.Features.Get<CallerIdentity>() is { } known)
            return known;
        if (!services.GetRequiredService<IdentitySigner>().TryVerify(context.Request.Headers[IdentitySigner.HeaderName], out var identity))
            return null;

        context.Features.Set(identity);
        return identity;
    }

    [SuppressMessage("Performance", "CA1812", Justification = "Endpoint metadata, found by its type.")]
    private sealed class Guarded
    {
        public static readonly Guarded Instance = new();
    }
}
