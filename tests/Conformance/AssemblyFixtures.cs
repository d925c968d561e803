using PmsPlatform.Conformance.Suite;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(ConformanceBench))]
