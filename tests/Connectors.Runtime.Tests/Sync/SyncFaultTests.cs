using System.Collections.Concurrent;
using System.Globalization;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.LocalServers;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>Syncs whose database dies under them, and vendors whose clock is wrong.</summary>
public sealed class SyncFaultTests(SharedServers servers)
{
    private const int Pages = 6;
    private const int Size = 10;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_is_killed_in_mid_sync_costs_no_record()
    {
        using var folder = new TemporaryFolder("sync-postgres");
        var options = new PostgresServerOptions { DataFolder = folder.Sub("data"), Durable = false };
        var server = await PostgresServer.StartAsync(options, Token);
        var database = await server.CreateDatabaseAsync("sync", Token);
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, configure: configuration => configuration["ConnectionStrings:connectors"] = database);
        var killed = new TaskCompletionSource();
        runtime.Vendor.Answer = async http =>
        {
            var page = int.TryParse(http.Request.Query["cursor"], CultureInfo.InvariantCulture, out var asked) ? asked : 0;
            if (page == 3 && !killed.Task.IsCompleted)
            {
                await server.KillAsync();
                await server.DisposeAsync();
                killed.TrySetResult();
            }

            var rows = Enumerable.Range(page * Size, Size).Select(row => $$"""{"id":"b{{row}}","arrival":"2030-01-01"}""");
            await FakeVendor.JsonAsync(http, $"{{\"bookings\":[{string.Join(',', rows)}]{(page + 1 < Pages ? $",\"next\":\"{page + 1}\"" : "")}}}");
        };
        var id = await QueueAsync(runtime, SyncMode.Full);
        await killed.Task.WaitAsync(Soon, Token);

        await using var again = await PostgresServer.StartAsync(options with { Port = server.Port }, Token);
        await EndAsync(runtime, id);

        var versions = VersionsHeard(runtime);
        await Eventually.TrueAsync(() => (versions = VersionsHeard(runtime)).Count == Pages * Size, Soon, "every booking is heard", Token);
        Assert.All(versions.Values, hashes => Assert.Single(hashes.Distinct(StringComparer.Ordinal)));

        // Repeated is no more than what was read and not committed: the page at hand, and the one read ahead.
        Assert.InRange(versions.Values.Sum(hashes => hashes.Count), Pages * Size, (Pages + 2) * Size);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Of_a_vendor_whose_clock_is_wrong_nothing_is_missed_and_the_order_is_right(int minutesAhead)
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token);
        var bookings = new ConcurrentDictionary<string, (string Status, DateTimeOffset Modified)>(StringComparer.Ordinal);
        runtime.Vendor.Answer = http =>
        {
            var since = DateTimeOffset.TryParse(http.Request.Query["since"], CultureInfo.InvariantCulture, out var given) ? given : DateTimeOffset.MinValue;
            var rows = bookings.Where(booking => booking.Value.Modified >= since)
                .Select(booking => $$"""{"id":"{{booking.Key}}","arrival":"2030-01-01","status":"{{booking.Value.Status}}","modified":"{{booking.Value.Modified:O}}"}""");
            return FakeVendor.JsonAsync(http, $"{{\"bookings\":[{string.Join(',', rows)}]}}");
        };
        Change("b1", "A");
        Change("b2", "A");
        await EndAsync(runtime, await QueueAsync(runtime, SyncMode.Full));

        foreach (var status in (string[])["B", "C"])
        {
            Change("b1", status);
            Change($"of-{status}", status);
            await EndAsync(runtime, await QueueAsync(runtime, SyncMode.ModifiedSince));
        }

        await Eventually.TrueAsync(() => runtime.Events.Ids("pms.bookings.changed").Count == 6, Soon, "every change is heard once", Token);
        var heard = runtime.Events.Of("pms.bookings.changed").SelectMany(message => message.GetProperty("items").EnumerateArray())
            .Where(item => item.GetProperty("value").GetProperty("externalId").GetString() == "b1").ToList();
        Assert.Equal(["A", "B", "C"], heard.Select(item => item.GetProperty("value").GetProperty("vendorStatus").GetString()));
        var times = heard.ConvertAll(item => item.GetProperty("version").GetProperty("modifiedAt").GetDateTimeOffset());
        Assert.Equal(times.Order(), times);

        void Change(string id, string status) => bookings[id] = (status, TimeProvider.System.GetUtcNow().AddMinutes(minutesAhead));
    }

    private static async Task<Guid> QueueAsync(RuntimeUnderTest runtime, SyncMode mode)
    {
        var id = await runtime.Service<SyncRunStore>().EnqueueAsync("con_one", "htl_one", new SyncRunScope { Entity = EntityKind.Booking, Mode = mode }, "c", Token);
        runtime.Service<RunSignals>().WorkArrived("con_one");
        return id;
    }

    private static Task EndAsync(RuntimeUnderTest runtime, Guid id) =>
        Eventually.TrueAsync(async () => (await runtime.RunAsync(id, Token)).State == SyncRunState.Completed, Soon, "the run completed", Token);

    /// <summary>Content of every version heard, by booking.</summary>
    private static Dictionary<string, List<string>> VersionsHeard(RuntimeUnderTest runtime) =>
        runtime.Events.Of("pms.bookings.changed").SelectMany(message => message.GetProperty("items").EnumerateArray())
            .GroupBy(item => item.GetProperty("value").GetProperty("externalId").GetString()!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(item => item.GetProperty("version").GetProperty("contentHash").GetString()!).ToList(), StringComparer.Ordinal);
}
