using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed class HostawayConformance(ConformanceBench bench) : VendorConformance<HostawayConnector>("hostaway", bench);
