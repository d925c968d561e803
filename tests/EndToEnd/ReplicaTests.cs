using System.Diagnostics;
using System.Globalization;
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
    public async Task What_a_killed_and_a_sleeping_replica_leave_is_taken_over_within_15_s_and_no_hotel_is_synced_twice_at_once()
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

        Process.GetProcessById(pids[0]).Kill();
        await SignalAsync("-STOP", pids[1]);
        try
        {
            await TakenOverAsync(hotels, once);
        }
        finally
        {
            // It believes for a moment that it still has its hotels.
            await SignalAsync("-CONT", pids[1]);
        }

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

    /// <summary>Returns when every hotel is read on, and says after how long each was.</summary>
    private static async Task TakenOverAsync(List<TestHotel> hotels, long once)
    {
        var since = Stopwatch.StartNew();
        var counts = await Task.WhenAll(hotels.Select(CallsAsync));
        var taken = new TimeSpan?[hotels.Count];
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    // Calls that were under way when the processes stopped are counted late: more than those are new ones.
                    var now = await Task.WhenAll(hotels.Select(CallsAsync));
                    for (var hotel = 0; hotel < now.Length; hotel++)
                        taken[hotel] ??= now[hotel] > counts[hotel] + 3 || now[hotel] >= once ? since.Elapsed : null;
                    return Array.TrueForAll(taken, after => after is not null);
                },
                TakeOver,
                "every hotel's sync goes on",
                Token);
        }
        finally
        {
            TestContext.Current.SendDiagnosticMessage($"Hotels were read on after {string.Join(", ", taken.Select(after => after is { } span ? $"{span.TotalSeconds:F1} s" : "never"))}.");
        }
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
        Assert.Equal(0, kill.ExitCode);
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
