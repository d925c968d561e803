using System.Globalization;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One address of a resource, known by its name; its port is known once the application runs.</summary>
public sealed class EndpointReference : IExpressionValue
{
    internal EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    public IResourceWithEndpoints Resource { get; }

    public string EndpointName { get; }

    /// <summary>Scheme, host and port, such as http://localhost:5080.</summary>
    /// <exception cref="InvalidOperationException">The application has not been started, or the resource has no such endpoint.</exception>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Endpoint.Scheme}://{Endpoint.Host}:{Port}");

    string IManifestExpressionProvider.ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    internal EndpointFact Endpoint =>
        Resource.Annotations.OfType<EndpointFact>().FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    private int Port => Endpoint.PublicPort
        ?? throw new InvalidOperationException($"Endpoint '{EndpointName}' of '{Resource.Name}' has no port before the application is started.");

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Url);

    internal string Value(EndpointProperty property) => property switch
    {
        EndpointProperty.Url => Url,
        EndpointProperty.Host => Endpoint.Host,
        EndpointProperty.IPV4Host => "127.0.0.1",
        EndpointProperty.Port => Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => Endpoint.Scheme,
        EndpointProperty.TargetPort => (Endpoint.TargetPort ?? Port).ToString(CultureInfo.InvariantCulture),
        EndpointProperty.HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{Endpoint.Host}:{Port}"),
        EndpointProperty.TlsEnabled => Endpoint.Scheme == Uri.UriSchemeHttps ? bool.TrueString : bool.FalseString,
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, "No such part of an endpoint."),
    };
}

/// <summary>One part of an endpoint's address.</summary>
public sealed class EndpointReferenceExpression : IExpressionValue
{
    internal EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property)
    {
        Endpoint = endpointReference;
        Property = property;
    }

    public EndpointReference Endpoint { get; }

    public EndpointProperty Property { get; }

    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property.ToString().ToLowerInvariant()}}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Endpoint.Value(Property));
}

public enum EndpointProperty
{
    Url,
    Host,
    IPV4Host,
    Port,
    Scheme,
    TargetPort,
    HostAndPort,
    TlsEnabled,
}
