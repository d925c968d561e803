using PmsPlatform.TestKit;

[assembly: AssemblyFixture(typeof(SharedServers))]
