using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Conformance.Suite;

/// <summary>What a reconciliation finds at a vendor, and what it does not believe.</summary>
public abstract partial class VendorConformance<TConnector>
{
    [Fact]
    public async Task What_vanished_at_the_vendor_is_removed_and_what_no_feed_told_of_is_found()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 150 });
        await using var connector = await StartAsync(hotel);
        await HeardAllAsync(connector, hotel, await connector.SyncAsync("bookings", Token), Heard.Bookings, "bookings");
        connector.Heard.Forget();
        var deleted = await hotel.ModifyAsync("Delete", 3, Token);
        var silent = await hotel.ModifyAsync("Silent", 4, Token);

        var run = await connector.ReconcileAsync("bookings", Token);
        await HeardEndOfAsync(connector, run);

        Assert.Equal(SyncRunState.Completed, run.State);
        Assert.Equal(deleted, connector.Heard.Removed().Order(StringComparer.Ordinal));
        Assert.Equal(silent, connector.Heard.Ids(Heard.Bookings).Order(StringComparer.Ordinal));
        Assert.Equal(new SyncDrift { Missed = 4, Removed = 3 }, run.Counts.Drift);

        connector.Heard.Forget();
        var again = await connector.ReconcileAsync("bookings", Token);
        await HeardEndOfAsync(connector, again);
        Assert.Equal(new SyncDrift(), again.Counts.Drift);
        Assert.Empty(connector.Heard.Removed());
    }

    [Fact]
    public async Task An_empty_list_empties_no_hotel()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 40 });
        await using var connector = await StartAsync(hotel);
        await HeardAllAsync(connector, hotel, await connector.SyncAsync("bookings", Token), Heard.Bookings, "bookings");
        await hotel.ModifyAsync("Delete", 100_000, Token);

        var run = await connector.ReconcileAsync("bookings", Token);
        await HeardEndOfAsync(connector, run);

        Assert.Equal((SyncRunState.Completed, 0L, 0L), (run.State, run.Counts.Processed, run.Counts.Drift!.Removed));
        Assert.InRange(run.Counts.Drift.Withheld, 1, 1000);
        Assert.Empty(connector.Heard.Removed());
        Assert.Contains(connector.Heard.Of(Heard.Alerts), alert => alert.GetProperty("kind").GetString() == "reconcile-implausible");
    }
}
