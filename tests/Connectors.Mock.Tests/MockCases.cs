using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Mock.Tests;

public sealed class MockCases : VendorCases<MockConnector>;
