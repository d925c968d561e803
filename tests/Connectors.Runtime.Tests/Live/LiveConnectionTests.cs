using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Live;

/// <summary>A connector follows the registry: real processes, real servers, and the registry killed in between.</summary>
public sealed class LiveConnectionTests(SharedServers servers)
{
    private static readonly TimeSpan PickUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_is_served_within_two_seconds_and_a_changed_one_with_its_new_settings()
    {
        await using var bed = await BedAsync();
        bed.Runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, Page([1, 2]));

        await bed.SaveAsync("first-key-of-live");
        var served = await WaitAsync(() => bed.Served("first-key-of-live"), PickUp, "the connection is served");
        await WaitAsync(() => bed.Runtime.Events.Ids("pms.bookings.changed").Count == 2, Soon, "its bookings were read");

        await bed.SaveAsync("second-key-of-live");
        var changed = await WaitAsync(() => bed.Served("second-key-of-live"), PickUp, "the new key is in use");
        await WaitAsync(() => bed.Runtime.Vendor.Requests[^1].Headers["key"] == "second-key-of-live", Soon, "the vendor is asked with the new key");

        TestContext.Current.TestOutputHelper?.WriteLine($"served after {served.TotalMilliseconds:F0} ms, changed after {changed.TotalMilliseconds:F0} ms");
        Assert.Equal("Live", bed.Runtime.Service<HotelDirectory>().Find("htl_live")?.Name);
        Assert.DoesNotContain("key-of-live", bed.Runtime.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saving_the_same_again_disturbs_nobody()
    {
        await using var bed = await BedAsync();
        bed.Runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, Page([1]));
        await bed.SaveAsync("a-key-of-live");
        await WaitAsync(() => bed.Served("a-key-of-live"), Soon, "the connection is served");
        var before = bed.Connection;

        // What follows in the feed shows that the same again has been seen.
        await bed.SaveAsync("a-key-of-live");
        await bed.Registry.ExecuteAsync("UPDATE connections.hotel SET name = 'Renamed'", Token);
        await WaitAsync(() => bed.Connection?.Hotel.Name == "Renamed", Soon, "the hotel's new name has arrived");

        Assert.NotSame(before, bed.Connection);
        Assert.Equal(2, bed.Runtime.Service<ConnectionRegistry>().Generation - bed.FirstGeneration);
    }

    [Fact]
    public async Task A_disconnected_run_rests_at_its_checkpoint_and_goes_on_without_loss_or_repetition()
    {
        await using var bed = await BedAsync();
        var atPageTwo = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        bed.Runtime.Vendor.Answer = async http =>
        {
            if (http.Request.Method == HttpMethods.Delete)
            {
                await FakeVendor.JsonAsync(http, "{}");
                return;
            }

            var cursor = http.Request.Query["cursor"].ToString();
            if (cursor == "2")
            {
                atPageTwo.TrySetResult();
                await open.Task.WaitAsync(http.RequestAborted);
            }

            await FakeVendor.JsonAsync(http, cursor switch { "" => Page([1, 2], "1"), "1" => Page([3, 4], "2"), "2" => Page([5, 6], "3"), _ => Page([7, 8]) });
        };
        await bed.SaveAsync("a-key-of-live");
        await atPageTwo.Task.WaitAsync(Soon, Token);
        await EventuallyAsync(
            async () => (await bed.Runtime.Service<SyncRunStore>().RecentAsync(new CallerIdentity("a test", ["htl_live"]), 1, Token))[0].Counts.Processed == 4, "two pages are behind the checkpoint");

        await bed.Registry.DisconnectAsync(Token);
        var stopped = await WaitAsync(() => bed.Runtime.Vendor.Requests.Any(request => request.Method == "DELETE"), Stop, "its work has ended and its access was taken back");
        Assert.Null(bed.Connection);
        var asked = bed.Runtime.Vendor.Requests.Count;

        open.SetResult();
        await bed.SaveAsync("a-key-of-live");
        await WaitAsync(() => bed.Runtime.Events.Of("pms.sync.completed").Count > 0, Soon, "the run has ended");

        Assert.Equal(["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"], bed.Runtime.Events.Ids("pms.bookings.changed"));
        Assert.Contains("cursor=2", bed.Runtime.Vendor.Requests[asked].Target, StringComparison.Ordinal);
        await EventuallyAsync(async () => (await bed.Registry.ConnectionAsync(Token)).GetProperty("state").GetString() == "Active", "the registry has heard of the run");
        TestContext.Current.TestOutputHelper?.WriteLine($"stopped after {stopped.TotalMilliseconds:F0} ms");
    }

    [Fact]
    public async Task A_dead_registry_stops_nothing_and_a_connector_starts_without_it()
    {
        await using var bed = await BedAsync();
        bed.Runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, Page([1]));
        await bed.SaveAsync("a-key-of-live");
        await WaitAsync(() => bed.Runtime.Events.Of("pms.sync.completed").Count > 0, Soon, "it was read");

        bed.Registry.Kill();
        await bed.RestartAsync();

        await WaitAsync(() => bed.Served("a-key-of-live"), Soon, "the copy it kept is served");
        bed.Runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, Page([1, 2]));
        await bed.Runtime.SyncAsync(Token);
        await WaitAsync(() => bed.Runtime.Events.Ids("pms.bookings.changed").Contains("b2", StringComparer.Ordinal), Soon, "it is read while the registry is dead");

        await bed.Registry.StartAsync(Token);
        await bed.SaveAsync("another-key-of-live");
        await WaitAsync(() => bed.Served("another-key-of-live"), Soon, "the registry is followed again");
    }

    [Fact]
    public async Task What_changed_while_a_connector_was_down_is_in_use_when_it_is_back()
    {
        await using var bed = await BedAsync();
        bed.Runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, Page([1]));
        await bed.SaveAsync("a-key-of-live");
        await WaitAsync(() => bed.Served("a-key-of-live"), Soon, "the connection is served");

        await bed.Runtime.StopAsync();
        await bed.SaveAsync("another-key-of-live");
        await bed.Runtime.StartAsync(Token);

        await WaitAsync(() => bed.Served("another-key-of-live"), PickUp, "the new key is in use");
    }

    [Fact]
    public async Task An_address_that_only_the_registry_trusts_is_not_called()
    {
        await using var bed = await BedAsync("http://somewhere.example");

        await bed.SaveAsync("a-key-of-live");
        await WaitAsync(() => bed.Runtime.Logs.Text.Contains("con_live is not served", StringComparison.Ordinal), Soon, "it is refused");

        Assert.Contains("Its endpoint must be https.", bed.Runtime.Logs.Text, StringComparison.Ordinal);
        Assert.Null(bed.Connection);
        Assert.Empty(bed.Runtime.Vendor.Requests);
    }

    private static async Task<TimeSpan> WaitAsync(Func<bool> condition, TimeSpan deadline, string what)
    {
        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(condition, deadline, what, Token);
        return clock.Elapsed;
    }

    private static Task EventuallyAsync(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(condition, Soon, what, Token);

    private static string Page(int[] numbers, string? next = null)
    {
        var rows = string.Join(',', numbers.Select(number => $$"""{"id":"b{{number}}","arrival":"2030-05-01","modified":"2030-01-01T00:00:00Z"}"""));
        return $$"""{"bookings":[{{rows}}],"next":{{(next is null ? "null" : $"\"{next}\"")}}}""";
    }

    private async Task<Bed> BedAsync(string trusted = "http://127.0.0.1")
    {
        var amqp = await servers.FreshVirtualHostAsync(Token);
        var registry = await RegistryProcess.StartAsync(servers, amqp, Token);
        var bed = new Bed(registry, await RuntimeUnderTest.FollowAsync(servers, registry.Address, amqp, Token, trusted));
        await registry.KnowsVendorAsync(Token);
        return bed;
    }

    /// <summary>A registry and a connector that follows it.</summary>
    private sealed class Bed(RegistryProcess registry, RuntimeUnderTest runtime) : IAsyncDisposable
    {
        public RegistryProcess Registry => registry;

        public RuntimeUnderTest Runtime => runtime;

        public int FirstGeneration { get; } = runtime.Service<ConnectionRegistry>().Generation;

        public BoundConnection? Connection => runtime.Service<ConnectionRegistry>().Find("con_live");

        public bool Served(string key) => Connection?.Connection.Settings["key"] == key;

        public Task<JsonElement> SaveAsync(string key) => registry.SaveAsync(
            new { id = "con_live", hotelId = "htl_live", pmsType = "script", endpoint = runtime.Vendor.Url, credentials = new { key } }, Token);

        public async Task RestartAsync()
        {
            await runtime.StopAsync();
            await runtime.StartAsync(Token);
        }

        public async ValueTask DisposeAsync()
        {
            await runtime.DisposeAsync();
            await registry.DisposeAsync();
        }
    }
}
