using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

/// <summary>A gateway with every service behind it; each service answers <c>{}</c> until a test says otherwise.</summary>
public sealed class Backends : IAsyncLifetime
{
    public FakeVendor GuestContext { get; private set; } = null!;

    public FakeVendor SyncLedger { get; private set; } = null!;

    public FakeVendor Mews { get; private set; } = null!;

    public FakeVendor Hostaway { get; private set; } = null!;

    internal RunningGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        GuestContext = await StartAsync();
        SyncLedger = await StartAsync();
        Mews = await StartAsync();
        Hostaway = await StartAsync();
        Gateway = await RunningGateway.StartAsync(Settings.With(
            ("guest-context", GuestContext.Url), ("sync-ledger", SyncLedger.Url), ("connector-mews", Mews.Url), ("connector-hostaway", Hostaway.Url)));
    }

    public static Task<FakeVendor> StartAsync() => FakeVendor.StartAsync(context => FakeVendor.JsonAsync(context, "{}"), TestContext.Current.CancellationToken);

    /// <summary>The one request a service got with this mark in its target.</summary>
    public static ReceivedRequest Marked(FakeVendor service, string mark) =>
        Assert.Single(service.Requests, request => request.Target.Contains(mark, StringComparison.Ordinal));

    /// <summary>Something no other test asks for.</summary>
    public static string Mark() => Guid.NewGuid().ToString("N");

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var service in new[] { GuestContext, SyncLedger, Mews, Hostaway })
            await service.DisposeAsync();
    }
}
