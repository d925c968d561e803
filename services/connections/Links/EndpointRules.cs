using System.Net;

namespace PmsPlatform.Connections.Links;

/// <summary>
/// Which addresses a tenant may give for his vendor: https with a public host name. Sandboxes and vendors inside one's own network are allowed by configuration
/// only, <c>Connections:TrustedEndpoints</c>: scheme and host, and the port where it is given, must be the same.
/// </summary>
internal sealed class EndpointRules(IConfiguration configuration)
{
    private readonly List<Uri> _trusted =
    [
        .. configuration.GetSection("Connections:TrustedEndpoints").GetChildren()
            .Select(child => Uri.TryCreate(child.Value, UriKind.Absolute, out var uri) ? uri : null).OfType<Uri>(),
    ];

    public bool Allow(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
        && (_trusted.Exists(trusted => Fits(trusted, uri)) || (uri.Scheme == Uri.UriSchemeHttps && IsPublicName(uri)));

    private static bool Fits(Uri trusted, Uri uri) =>
        string.Equals(trusted.Scheme, uri.Scheme, StringComparison.Ordinal)
        && string.Equals(trusted.Host, uri.Host, StringComparison.OrdinalIgnoreCase)
        && (trusted.IsDefaultPort || trusted.Port == uri.Port);

    // A name without a dot is one of our own network; an address needs no name for a vendor that has one.
    private static bool IsPublicName(Uri uri) =>
        uri.HostNameType is UriHostNameType.Dns && !IPAddress.TryParse(uri.Host, out _)
        && uri.Host.TrimEnd('.').Contains('.', StringComparison.Ordinal)
        && !uri.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) && !uri.Host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
        && !uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
