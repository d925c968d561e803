using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Mews.Tests;

public sealed class MewsConformance(ConformanceBench bench) : VendorConformance<MewsConnector>("mews", bench);
