using PmsPlatform.EndToEnd;

// One platform for all tests, and one test at a time: some of them kill what the others use.
[assembly: AssemblyFixture(typeof(Platform))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
