using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>What syncs bring when processes die. The vendor is slow on purpose, so that there is a middle to die in.</summary>
public sealed class CrashTests(Platform platform)
{
    private const int Bookings = 2000;

    [Fact]
    public async Task A_connector_killed_in_mid_sync_goes_on_where_it_was()
    {
        using var hotel = await SlowHotelAsync();
        var syncing = hotel.SyncAsync("bookings", Token);
        await HasAskedAsync(hotel, calls: 15);

        Assert.False(syncing.IsCompleted);
        await platform.KillAndReturnAsync("connector-mews", Token);
        await FinishAsync(hotel, syncing);

        await hotel.EqualsSandboxAsync(Token);
        await hotel.HoldsEachOnceAsync(Token);
    }

    [Fact]
    public async Task A_ledger_killed_while_it_consumes_loses_and_doubles_nothing()
    {
        using var hotel = await SlowHotelAsync();
        var syncing = hotel.SyncAsync("bookings", Token);
        await HasAskedAsync(hotel, calls: 10);

        Assert.False(syncing.IsCompleted);
        await platform.KillAndReturnAsync("sync-ledger", Token);
        await FinishAsync(hotel, syncing);

        await hotel.EqualsSandboxAsync(Token);
        await hotel.HoldsEachOnceAsync(Token);
    }

    [Fact]
    public async Task A_broker_killed_in_mid_sync_loses_and_doubles_nothing()
    {
        using var hotel = await SlowHotelAsync();
        var syncing = hotel.SyncAsync("bookings", Token);
        await HasAskedAsync(hotel, calls: 10);

        Assert.False(syncing.IsCompleted);
        await platform.KillBrokerAndReturnAsync(Token);
        await FinishAsync(hotel, syncing);

        await hotel.EqualsSandboxAsync(Token);
        await hotel.HoldsEachOnceAsync(Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<TestHotel> SlowHotelAsync()
    {
        var hotel = await platform.TakeHotelAsync("mews", Bookings, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind = "Slow", delay = "00:00:00.300" }, Token);
        return hotel;
    }

    private static Task HasAskedAsync(TestHotel hotel, int calls) => Eventually.TrueAsync(
        async () => (await hotel.CallsAsync(Token)).GetProperty("calls").GetInt64() >= calls, TimeSpan.FromSeconds(30), $"{calls} calls were made", Token);

    /// <summary>The caller of a killed process is cut off; asking again finds the run that goes on.</summary>
    private static async Task FinishAsync(TestHotel hotel, Task syncing)
    {
        try
        {
            await syncing;
        }
        catch (Exception error) when (error is HttpRequestException or PmsPlatform.Cli.CommandFailedException)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await hotel.SyncAsync("bookings", Token);
                    return true;
                },
                TimeSpan.FromMinutes(2),
                "the sync has ended",
                Token);
        }
    }
}
