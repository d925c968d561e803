using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Mock.Tests;

public sealed class MockReadConformance(ConformanceBench bench) : VendorReadConformance<MockConnector>("mock", "B-nobodys", bench);
