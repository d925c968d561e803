using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Mock.Tests;

public sealed class MockConformance(ConformanceBench bench) : KilledVendorConformance<MockConnector>("mock", bench, "/v1/bookings");
