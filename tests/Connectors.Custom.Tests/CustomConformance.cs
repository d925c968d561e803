using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>The sandbox's own system over REST, by <c>mappings/rest.json</c>.</summary>
public sealed class CustomConformance(ConformanceBench bench) : VendorConformance<CustomConnector>("custom", bench, "/bookings")
{
    /// <summary>The simulated system is polled; what is POSTed to the connector has tests of its own.</summary>
    protected override bool VendorTells => false;

    protected override IReadOnlyDictionary<string, string> Settings => Mappings.Setting("rest");
}

/// <summary>The same system over GraphQL, by <c>mappings/graphql.json</c>: the same truth, the same failures, the same suite.</summary>
public sealed class CustomGraphQlConformance(ConformanceBench bench) : VendorConformance<CustomConnector>("custom", bench, "/graphql")
{
    /// <summary>The simulated system is polled; what is POSTed to the connector has tests of its own.</summary>
    protected override bool VendorTells => false;

    protected override IReadOnlyDictionary<string, string> Settings => Mappings.Setting("graphql");
}
