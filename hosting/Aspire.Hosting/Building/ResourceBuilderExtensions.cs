using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting;

public static class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.WithVariable(name, value ?? "");

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, in ReferenceExpression.ExpressionInterpolatedStringHandler value)
        where T : IResourceWithEnvironment => builder.WithVariable(name, ReferenceExpression.Create(value));

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value)
        where T : IResourceWithEnvironment => builder.WithVariable(name, value);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        return builder.WithVariable(name, endpointReference).With(new UsesFact(endpointReference.Resource));
    }

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return builder.WithVariable(name, parameter.Resource);
    }

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Action<EnvironmentCallbackContext> callback)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(callback);
        return builder.With(new EnvironmentFact(context =>
        {
            callback(context);
            return Task.CompletedTask;
        }));
    }

    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.With(new ArgumentsFact(args));

    /// <summary>Gives the connection string as ConnectionStrings__NAME, and its parts as NAME_HOST, NAME_PORT and so on.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        IResourceWithConnectionString resource = source.Resource;
        string name = connectionName ?? resource.Name;
        return builder.With(new UsesFact(resource)).With(new EnvironmentFact(async context =>
        {
            string? value = await resource.GetConnectionStringAsync(context.CancellationToken).ConfigureAwait(false);
            if (string.IsNullOrEmpty(value))
            {
                if (optional)
                {
                    return;
                }

                throw new DistributedApplicationException($"'{resource.Name}' has no connection string.");
            }

            context.EnvironmentVariables[resource.ConnectionStringEnvironmentVariable ?? "ConnectionStrings__" + name] = value;
            foreach ((string part, ReferenceExpression expression) in resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[$"{name.ToVariableName()}_{part.ToVariableName()}"] = expression;
            }
        }));
    }

    /// <summary>Gives every endpoint of the source as services__NAME__SCHEME__INDEX and NAME_ENDPOINT.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        IResourceWithServiceDiscovery resource = source.Resource;
        return builder.With(new UsesFact(resource)).With(new EnvironmentFact(context =>
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (EndpointFact endpoint in resource.Annotations.OfType<EndpointFact>())
            {
                string kind = endpoint.Name is "http" or "https" ? endpoint.Scheme : endpoint.Name;
                int index = counts.GetValueOrDefault(kind);
                counts[kind] = index + 1;
                var reference = new EndpointReference(resource, endpoint.Name);
                context.EnvironmentVariables[string.Create(CultureInfo.InvariantCulture, $"services__{resource.Name}__{kind}__{index}")] = reference;
                context.EnvironmentVariables[$"{resource.Name.ToVariableName()}_{endpoint.Name.ToVariableName()}"] = reference;
            }

            return Task.CompletedTask;
        }));
    }

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new EndpointReference(builder.Resource, name);
    }

    /// <summary>Adds an HTTP endpoint. Public port: the given one, else any free one. Target port: the process's own, where it must differ.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        string endpointName = name ?? Uri.UriSchemeHttp;
        if (builder.Resource.Annotations.OfType<EndpointFact>().Any(endpoint => string.Equals(endpoint.Name, endpointName, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' has an endpoint '{endpointName}' already.");
        }

        if (isProxied != false && port is not null && port == targetPort)
        {
            throw new DistributedApplicationException(
                $"Endpoint '{endpointName}' of '{builder.Resource.Name}' is proxied: its port and target port must differ.");
        }

        return builder.With(new EndpointFact(endpointName, Uri.UriSchemeHttp)
        {
            WantedPort = port ?? (isProxied == false ? targetPort : null),
            TargetPort = isProxied == false ? null : targetPort,
            PortVariable = env,
        });
    }

    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (EndpointFact endpoint in builder.Resource.Annotations.OfType<EndpointFact>().Where(endpoint => endpoint.Scheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>The resource is healthy while GET of the path (default /) answers with the status (default 200).</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        string checkedPath = path ?? "/";
        int status = statusCode ?? 200;
        string key = string.Create(CultureInfo.InvariantCulture, $"{builder.Resource.Name}_{endpointName ?? "http"}_{checkedPath}_{status}_check");
        return builder.With(new HttpHealthFact(key, endpointName, checkedPath, status));
    }

    /// <summary>Starts only when the dependency runs and is healthy; for a database, its server too.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitKind.Healthy, behavior: null);

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitKind.Healthy, waitBehavior);

    /// <summary>Starts only when the dependency runs, healthy or not.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitKind.Started, behavior: null);

    /// <summary>Starts only when the dependency has ended with the exit code; fails when it ends with another.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitKind.Completed, behavior: null, exitCode);

    private static IResourceBuilder<T> Wait<T>(
        IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitKind kind, WaitBehavior? behavior, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependency);
        if (ReferenceEquals(builder.Resource, dependency.Resource))
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' cannot wait for itself.");
        }

        if (builder.Resource is IResourceWithParent child && ReferenceEquals(child.Parent, dependency.Resource))
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' cannot wait for its parent '{dependency.Resource.Name}'.");
        }

        return builder.With(new WaitFact(dependency.Resource, kind, behavior, exitCode));
    }
}
