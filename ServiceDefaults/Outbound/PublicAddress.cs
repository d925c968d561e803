using System.Net;
using System.Net.Sockets;

namespace PmsPlatform.ServiceDefaults.Outbound;

/// <summary>Which IP addresses belong to the public internet, by IANA's registries of special-purpose addresses (RFC 6890 and those that update it).</summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            // This network, private networks (RFC 1918), shared by providers, this host, link-local (clouds answer for credentials there), protocol assignments.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "192.0.0.0/24",

            // Documentation, the old 6to4 relays, benchmarks, multicast, reserved and broadcast.
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",

            // Within global unicast: protocol assignments with Teredo, documentation, and 6to4, which hides an IPv4 address.
            "2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Networks that reach IPv4 through a translator (RFC 6052): the last four bytes are the address that is meant.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>True for an address that anybody on the internet can reach; an IPv4 address within an IPv6 one counts as what it is.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            return IsPublic(address.MapToIPv4());
        if (Translated.Contains(address))
            return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(^4..)));

        // A zone names an interface of this machine.
        var isWorldwide = address.AddressFamily is AddressFamily.InterNetwork || (GlobalUnicast.Contains(address) && address.ScopeId == 0);
        return isWorldwide && !Array.Exists(NotPublic, network => network.Contains(address));
    }
}
