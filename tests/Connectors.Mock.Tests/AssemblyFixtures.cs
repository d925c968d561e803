using PmsPlatform.Conformance.Suite;

// The suites talk to servers of this machine only and are bound by its processors.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(ConformanceBench))]
