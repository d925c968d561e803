namespace PmsPlatform.Gateway.Routes;

/// <summary>
/// Where the services listen, from the environment contract <c>services__{name}__http__{n}</c> (one entry a replica), or <c>https</c> where there is no
/// <c>http</c>.
/// </summary>
internal sealed class ServiceAddresses(IConfiguration configuration)
{
    private const string ConnectorPrefix = "connector-";

    private readonly IConfigurationSection services = configuration.GetSection("services");

    /// <summary>Slugs of the vendors whose connectors run, sorted.</summary>
    public IReadOnlyList<string> Vendors() =>
    [
        .. services.GetChildren()
            .Where(service => service.Key.StartsWith(ConnectorPrefix, StringComparison.Ordinal) && AddressesOf(service.Key).Count > 0)
            .Select(service => service.Key[ConnectorPrefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The service name of a vendor's connector.</summary>
    public static string ConnectorOf(string vendor) => ConnectorPrefix + vendor;

    /// <summary>The addresses of every replica, in the order of the environment; empty when the service is not configured.</summary>
    public IReadOnlyList<string> AddressesOf(string service)
    {
        var endpoints = services.GetSection(service);
        var http = Values(endpoints.GetSection("http"));
        return http.Count > 0 ? http : Values(endpoints.GetSection("https"));
    }

    private static List<string> Values(IConfigurationSection section) => [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
}
