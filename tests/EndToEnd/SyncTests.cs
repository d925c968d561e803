using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.EndToEnd;

/// <summary>What syncs bring when all goes well.</summary>
public sealed class SyncTests(Platform platform)
{
    [Theory]
    [InlineData("mews")]
    [InlineData("hostaway")]
    public async Task A_first_sync_brings_everything_with_the_fewest_calls(string vendor)
    {
        using var hotel = await platform.TakeHotelAsync(vendor, bookings: 200, Token);

        await hotel.SyncAsync("rooms", Token);
        var run = await hotel.SyncAsync("bookings", Token);

        await hotel.EqualsSandboxAsync(Token);
        Assert.Equal(0, run.Counts.Failed);
        var calls = await hotel.CallsAsync(Token);
        Assert.Equal(0, calls.GetProperty("throttled").GetInt64());
        var summary = await hotel.Truth.SummaryAsync(hotel.Setting.Slug, Token);
        Assert.InRange(calls.GetProperty("calls").GetInt64(), 1, summary.GetProperty("fewestCalls").GetInt64() + 4);
    }

    [Theory]
    [InlineData("mews")]
    [InlineData("hostaway")]
    public async Task An_incremental_sync_brings_what_changed_and_publishes_nothing_else(string vendor)
    {
        using var hotel = await platform.TakeHotelAsync(vendor, bookings: 200, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.SyncAsync("bookings", Token);
        await hotel.EqualsSandboxAsync(Token);
        var since = TimeProvider.System.GetUtcNow().AddSeconds(-2);

        await hotel.ModifyAsync(17, Token);
        var run = await hotel.SyncSinceAsync(since, Token);

        // Whoever left made a room dirty, which is the rooms' feed to tell.
        await hotel.SyncAsync("rooms", Token);
        await hotel.EqualsSandboxAsync(Token);
        Assert.Equal(SyncMode.ModifiedSince, run.Scope.Mode);
        Assert.InRange(run.Counts.Changed, 1, 17);
    }

    [Fact]
    public async Task An_unchanged_hotel_is_read_and_nothing_travels()
    {
        using var hotel = await platform.TakeHotelAsync("mews", bookings: 200, Token);
        await hotel.SyncAsync("bookings", Token);

        var again = await hotel.SyncAsync("bookings", Token);

        Assert.Equal(0, again.Counts.Changed);
        Assert.Equal(again.Counts.Processed, again.Counts.Unchanged);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
