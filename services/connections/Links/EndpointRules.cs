using System.Net;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.Connections.Links;

/// <summary>
/// Which addresses a tenant may give for his vendor: https with a public host name, or one that the operator trusts. What the name resolves to is looked at
/// where it counts, at the connector's socket.
/// </summary>
internal sealed class EndpointRules(TrustedEndpoints trusted)
{
    public bool Allow(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
        && (trusted.Has(uri) || (uri.Scheme == Uri.UriSchemeHttps && IsPublicName(uri)));

    // A name without a dot is one of our own network; an address needs no name for a vendor that has one.
    private static bool IsPublicName(Uri uri) =>
        uri.HostNameType is UriHostNameType.Dns && !IPAddress.TryParse(uri.Host, out _)
        && uri.Host.TrimEnd('.').Contains('.', StringComparison.Ordinal)
        && !uri.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) && !uri.Host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
        && !uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
