using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class ReplicaTests
{
    [Fact]
    public async Task Calls_go_round_all_replicas()
    {
        await using var first = await Backends.StartAsync();
        await using var second = await Backends.StartAsync();
        await using var gateway = await GatewayAsync(first.Url, second.Url);

        for (var call = 0; call < 10; call++)
            await gateway.GetAsync("/api/context");

        Assert.Equal((5, 5), (first.Requests.Count, second.Requests.Count));
    }

    [Fact]
    public async Task A_dead_replica_is_noticed_by_no_reader()
    {
        await using var alive = await Backends.StartAsync();
        var dead = await Backends.StartAsync();
        await using var gateway = await GatewayAsync(dead.Url, alive.Url);
        await gateway.GetAsync("/api/context");
        await dead.DisposeAsync();

        for (var call = 0; call < 20; call++)
            Assert.Equal(200, (int)(await gateway.GetAsync("/api/context")).StatusCode);
    }

    [Fact]
    public async Task A_write_is_not_sent_to_a_second_replica()
    {
        await using var cutting = await FakeVendor.StartAsync(
            context =>
            {
                context.Abort();
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        await using var gateway = await GatewayAsync(cutting.Url, cutting.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

        var response = await gateway.SyncAsync("bookings", SyncTests.Json("""{"provider":"mews"}"""));

        await response.ProblemAsync(503, "unavailable");
        Assert.Single(cutting.Requests);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_service_that_is_down_is_told_with_the_time_to_come_back(string method)
    {
        var service = await Backends.StartAsync();
        var address = service.Url;
        await using var gateway = await GatewayAsync(address);
        await service.DisposeAsync();

        var response = method is "GET" ? await gateway.GetAsync("/api/context") : await gateway.SyncAsync("rooms", SyncTests.Json("""{"provider":"mews"}"""));

        var problem = await response.ProblemAsync(503, "unavailable");
        Assert.Equal("2", response.Header("Retry-After"));
        Assert.Contains(method is "GET" ? "guest-context" : "connector-mews", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.DoesNotContain(address, problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_comes_back_is_used_at_once()
    {
        var before = await Backends.StartAsync();
        var address = before.Url;
        await using var gateway = await GatewayAsync(address);
        await before.DisposeAsync();
        await (await gateway.GetAsync("/api/context")).ProblemAsync(503, "unavailable");

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        await using var after = builder.Build();
        after.Run(context => FakeVendor.JsonAsync(context, "{}"));
        await after.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)(await gateway.GetAsync("/api/context")).StatusCode);
    }

    [Fact]
    public async Task A_service_that_hangs_is_given_up()
    {
        await using var hanging = await FakeVendor.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted), TestContext.Current.CancellationToken);
        await using var gateway = await GatewayAsync(hanging.Url);

        await (await gateway.GetAsync("/api/context")).ProblemAsync(504, "timeout");
    }

    private static Task<RunningGateway> GatewayAsync(params string[] replicas)
    {
        var settings = Settings.With(replicas.SelectMany(address => new[] { ("guest-context", address), ("connector-mews", address) }).Append(("sync-ledger", replicas[0])));
        settings["Gateway:ReadTimeout"] = "00:00:01";
        return RunningGateway.StartAsync(settings);
    }
}
