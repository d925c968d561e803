using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Guidance;

/// <summary>The service with a language model configured, which answers as a test says.</summary>
public sealed class AdvisedService(SharedServers servers) : IAsyncLifetime
{
    public FakeVendor Model { get; private set; } = null!;

    public RegistryService Registry { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Model = await FakeVendor.StartAsync(TestContext.Current.CancellationToken);
        Registry = new RegistryService(servers) { More = [new("Pms:Ai:Endpoint", $"{Model.Url}/v1"), new("Pms:Ai:Model", "small"), new("Pms:Ai:Key", "key-of-the-model")] };
        await Registry.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        await Model.DisposeAsync();
    }
}
