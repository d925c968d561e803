using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.EndToEnd;

/// <summary>What syncs bring when the vendor misbehaves.</summary>
public sealed class FaultTests(Platform platform)
{
    [Theory]
    [InlineData("mews")]
    [InlineData("hostaway")]
    public async Task A_storm_of_429_is_waited_out(string vendor)
    {
        using var hotel = await platform.TakeHotelAsync(vendor, bookings: 150, Token);
        await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind = "RateLimitStorm", count = 2, retryAfter = "00:00:01", path = "reservations" }, Token);

        await hotel.SyncAsync("rooms", Token);
        var run = await hotel.SyncAsync("bookings", Token);

        Assert.Equal(SyncRunState.Completed, run.State);
        await hotel.EqualsSandboxAsync(Token);
    }

    [Fact]
    public async Task A_token_that_stops_working_in_the_middle_is_renewed()
    {
        using var hotel = await platform.TakeHotelAsync("hostaway", bookings: 250, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind = "TokenExpired", count = 1, path = "reservations" }, Token);

        await hotel.SyncAsync("bookings", Token);

        await hotel.EqualsSandboxAsync(Token);
    }

    [Theory]
    [InlineData("ServerError")]
    [InlineData("CutConnection")]
    [InlineData("MalformedJson")]
    public async Task A_broken_answer_is_asked_for_again(string kind)
    {
        using var hotel = await platform.TakeHotelAsync("mews", bookings: 120, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind, count = 1, path = "reservations/getAll" }, Token);

        await hotel.SyncAsync("bookings", Token);

        await hotel.EqualsSandboxAsync(Token);
    }

    [Theory]
    [InlineData("mews")]
    [InlineData("hostaway")]
    public async Task Records_that_cannot_be_mapped_are_quarantined_and_the_rest_is_synced(string vendor)
    {
        using var hotel = await platform.TakeHotelAsync(vendor, bookings: 150, Token);
        await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind = "BrokenRecords", records = 5 }, Token);

        await hotel.SyncAsync("rooms", Token);
        var run = await hotel.SyncAsync("bookings", Token);

        Assert.Equal(SyncRunState.Completed, run.State);
        Assert.Equal(5, run.Counts.Failed);
        await hotel.EqualsSandboxAsync(Token);
    }

    [Theory]
    [InlineData("Duplicate")]
    [InlineData("OutOfOrder")]
    public async Task Records_twice_or_in_another_order_end_in_the_same_ledger(string kind)
    {
        using var hotel = await platform.TakeHotelAsync("hostaway", bookings: 150, Token);
        await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind }, Token);

        await hotel.SyncAsync("rooms", Token);
        await hotel.SyncAsync("bookings", Token);

        await hotel.EqualsSandboxAsync(Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
