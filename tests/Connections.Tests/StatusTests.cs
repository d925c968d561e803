using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Connections.Links;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests;

/// <summary>What connectors report of their connections.</summary>
public sealed class StatusTests(RegistryService service) : IClassFixture<RegistryService>
{
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_fact_counts_in_whatever_order_and_however_often_they_come()
    {
        var owner = await ConnectedAsync("order");
        Func<RecordStatus, Task>[] facts =
        [
            status => status.RecordAsync(Changed("con_order", ConnectionState.Active, 0), Token),
            status => status.RecordAsync(Completed("con_order", 1), Token),
            status => status.RecordAsync(Failed("con_order", 2), Token),
            status => status.RecordAsync(Changed("con_order", ConnectionState.Error, 3), Token),
            status => status.RecordAsync(Completed("con_order", 4), Token),
            status => status.RecordAsync(Failed("con_order", 5), Token),
        ];

        HashSet<string> outcomes = [];
        foreach (var order in (int[][])[[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 3, 0, 5, 1, 4, 2, 5, 0], [4, 5, 0, 1, 2, 3, 4]])
        {
            await service.WithContextAsync(async context =>
            {
                context.Remove((await context.FindAsync<LinkStatus>(["con_order"], Token))!);
                return await context.SaveChangesAsync(Token);
            });
            foreach (var fact in order)
                await facts[fact](ActivatorUtilities.CreateInstance<RecordStatus>(service.Services));
            var (shown, _) = await owner.GetAsync($"{Owner.Address}/con_order");
            outcomes.Add($"{shown.GetProperty("state")} {shown.GetProperty("lastSyncedAt")} {shown.GetProperty("lastError")}");
        }

        Assert.Equal(["Active 2030-06-01T12:04:00+00:00 it failed at minute 5"], outcomes);
    }

    [Fact]
    public async Task A_connector_is_heard_over_the_broker_and_of_strangers_nothing_is_noted()
    {
        var owner = await ConnectedAsync("heard");
        var bus = service.Services.GetRequiredService<IBus>();

        await bus.PublishAllAsync([Completed("con_nobody", 1), Completed("con_heard", 2)], Delivery.Required, Token);

        await Eventually.TrueAsync(
            async () => (await owner.GetAsync($"{Owner.Address}/con_heard")).Json.GetProperty("state").GetString() == "Active", TimeSpan.FromSeconds(20), "the run was noted", Token);
        Assert.Null(await service.WithContextAsync(async context => await context.FindAsync<LinkStatus>(["con_nobody"], Token)));
    }

    [Fact]
    public async Task New_credentials_take_an_error_away()
    {
        var owner = await ConnectedAsync("cured");
        await ActivatorUtilities.CreateInstance<RecordStatus>(service.Services).RecordAsync(Changed("con_cured", ConnectionState.Error, 1), Token);
        Assert.Equal("Error", (await owner.GetAsync($"{Owner.Address}/con_cured")).Json.GetProperty("state").GetString());

        var (cured, _) = await owner.SaveAsync("""{"id":"con_cured","hotelId":"htl_cured","pmsType":"mews","credentials":{"accessToken":"another"}}""", System.Net.HttpStatusCode.OK);

        Assert.Equal("Pending", cured.GetProperty("state").GetString());
    }

    private async Task<Owner> ConnectedAsync(string name)
    {
        await service.VendorsAsync();
        var owner = await service.OwnerAsync(name, name);
        await owner.SaveAsync($$$"""{"id":"con_{{{name}}}","hotelId":"htl_{{{name}}}","pmsType":"mews","credentials":{"clientToken":"t","accessToken":"a"}}""");
        return owner;
    }

    private static ConnectionChanged Changed(string connectionId, ConnectionState state, int minute) =>
        new() { Context = Context(connectionId, minute), State = state, Reason = state is ConnectionState.Error ? $"refused at minute {minute}" : null };

    private static SyncRunCompleted Completed(string connectionId, int minute) => new()
    {
        Context = Context(connectionId, minute),
        Scope = Scope,
        Counts = new SyncCounts(),
        StartedAt = Noon,
        CompletedAt = Noon.AddMinutes(minute),
    };

    private static SyncRunFailed Failed(string connectionId, int minute) => new()
    {
        Context = Context(connectionId, minute),
        Scope = Scope,
        Counts = new SyncCounts(),
        StartedAt = Noon,
        FailedAt = Noon.AddMinutes(minute),
        ErrorKind = "Unavailable",
        Reason = $"it failed at minute {minute}",
    };

    private static SyncRunScope Scope => new() { Entity = EntityKind.Booking, Mode = SyncMode.Full };

    private static EventContext Context(string connectionId, int minute) =>
        new() { HotelId = "htl", ConnectionId = connectionId, Vendor = "mews", CorrelationId = "c", OccurredAt = Noon.AddMinutes(minute) };
}
