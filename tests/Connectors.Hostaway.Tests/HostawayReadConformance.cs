using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed class HostawayReadConformance(ConformanceBench bench) : VendorReadConformance<HostawayConnector>("hostaway", "4711", bench);
