using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>The sandbox's own system over REST, by <c>mappings/rest.json</c>.</summary>
public sealed class CustomConformance(ConformanceBench bench) : VendorConformance<CustomConnector>("custom", bench, "/bookings")
{
    protected override IReadOnlyDictionary<string, string> Settings => Mappings.Setting("rest");
}

/// <summary>The same system over GraphQL, by <c>mappings/graphql.json</c>: the same truth, the same failures, the same suite.</summary>
public sealed class CustomGraphQlConformance(ConformanceBench bench) : VendorConformance<CustomConnector>("custom", bench, "/graphql")
{
    protected override IReadOnlyDictionary<string, string> Settings => Mappings.Setting("graphql");
}
