using PmsPlatform.Contracts.Common;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>The platform with three processes for Mews.</summary>
public sealed class ReplicatedPlatform : Platform
{
    /// <inheritdoc />
    protected override IReadOnlyList<string> Services => ["vendor-sandbox", "sync-ledger", "guest-context", "connector-mews", "gateway"];

    /// <inheritdoc />
    protected override IEnumerable<string> MoreArguments => ["--Pms:Replicas:mews=3", "--Pms:Vendors=mews"];
}

/// <summary>Three processes share the hotels of a vendor, and what one leaves behind the others take over.</summary>
public sealed class ReplicaTests(ReplicatedPlatform platform) : IClassFixture<ReplicatedPlatform>
{
    private const int Hotels = 6;
    private const int Bookings = 900;
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_replicas_hotels_are_taken_over_within_15_s_and_no_hotel_is_synced_twice_at_once()
    {
        var pids = await platform.PidsOfAsync("connector-mews", Token);
        Assert.Equal(3, pids.Count);
        var hotels = new List<TestHotel>();
        for (var number = 0; number < Hotels; number++)
            hotels.Add(await OpenAsync());

        // What one sync asks for, of a hotel that nobody disturbs.
        using var undisturbed = await OpenAsync();
        await undisturbed.SyncAsync("bookings", Token);
        var once = await CallsAsync(undisturbed);

        foreach (var hotel in hotels)
            await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind = "Slow", delay = "00:00:00.500" }, Token);
        var syncs = hotels.ConvertAll(hotel => FinishAsync(hotel));
        foreach (var hotel in hotels)
            await Eventually.TrueAsync(async () => await CallsAsync(hotel) >= 3, TimeSpan.FromSeconds(30), "every hotel is being synced", Token);

        System.Diagnostics.Process.GetProcessById(pids[0]).Kill();
        var counts = await Task.WhenAll(hotels.Select(CallsAsync));
        await Eventually.TrueAsync(
            async () =>
            {
                var now = await Task.WhenAll(hotels.Select(CallsAsync));

                // Calls that were under way when the process died are counted late: more than those are new ones.
                return now.Zip(counts).All(hotel => hotel.First > hotel.Second + 3 || hotel.First >= once);
            },
            TakeOver,
            "every hotel's sync goes on",
            Token);
        await Task.WhenAll(syncs);

        foreach (var hotel in hotels)
        {
            // One reader has two calls under way at most; what was lost is read again once, with the names that the dead process knew.
            var calls = await hotel.CallsAsync(Token);
            Assert.InRange(calls.GetProperty("mostConcurrent").GetInt32(), 1, 2);
            Assert.InRange(calls.GetProperty("calls").GetInt64(), once, (once * 2) + 5);
            await hotel.EqualsSandboxAsync(Token);
            await hotel.HoldsEachOnceAsync(Token);
            hotel.Dispose();
        }
    }

    private async Task<TestHotel> OpenAsync()
    {
        var hotel = await platform.TakeHotelAsync("mews", Bookings, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.ForgetCallsAsync(Token);
        return hotel;
    }

    private static async Task<long> CallsAsync(TestHotel hotel) => (await hotel.CallsAsync(Token)).GetProperty("calls").GetInt64();

    /// <summary>A caller may have been cut off with the process it was talking to; the run goes on without it.</summary>
    private static async Task FinishAsync(TestHotel hotel)
    {
        try
        {
            await hotel.SyncAsync("bookings", Token);
        }
        catch (Exception error) when (error is HttpRequestException or Cli.CommandFailedException)
        {
            await Eventually.TrueAsync(
                async () => (await hotel.Gateway.StatisticsAsync(Token)).Any(row => row is { Entity: EntityKind.Booking, Runs: { Running: 0, Completed: > 0 } }),
                TimeSpan.FromMinutes(2),
                "the run has ended",
                Token);
        }
    }
}
