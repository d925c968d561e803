using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Mews.Tests;

public sealed class MewsReadConformance(ConformanceBench bench) : VendorReadConformance<MewsConnector>("mews", "5b0c7c1e-6a53-4f0a-9b4c-b2f100c11a01", bench);
