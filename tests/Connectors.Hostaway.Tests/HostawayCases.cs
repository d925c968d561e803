using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed class HostawayCases : VendorCases<HostawayConnector>;
