using Microsoft.Extensions.Configuration;

namespace PmsPlatform.ServiceDefaults.Outbound;

/// <summary>
/// Addresses outside of the public internet that tenants may enter all the same, sandboxes above all. They come from configuration only,
/// <c>Connections:TrustedEndpoints</c>: scheme and host, and the port where one is given, must be the same.
/// </summary>
public sealed class TrustedEndpoints(IConfiguration configuration)
{
    private readonly List<Uri> _trusted =
    [
        .. configuration.GetSection("Connections:TrustedEndpoints").GetChildren()
            .Select(child => Uri.TryCreate(child.Value, UriKind.Absolute, out var uri) ? uri : null).OfType<Uri>(),
    ];

    /// <summary>Whether the operator has named this address.</summary>
    public bool Has(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return _trusted.Exists(trusted => string.Equals(trusted.Scheme, endpoint.Scheme, StringComparison.Ordinal)
            && string.Equals(trusted.Host, endpoint.Host, StringComparison.OrdinalIgnoreCase)
            && (trusted.IsDefaultPort || trusted.Port == endpoint.Port));
    }
}
