using System.Diagnostics;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// A hotel's first sync, from the sandbox to both stores, against loading as many rows of the same payload alone; and the same sync again, when nothing
/// has changed.
/// </summary>
internal static class FullSync
{
    private const string Vendor = "mews";
    private const int WarmUp = 20_000;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        // Compiling the code that is hot takes as much as syncing some ten thousand bookings, and happens once in the life of a process.
        await RoundAsync(bed, WarmUp, cancellationToken);
        var first = new Rounds();
        var again = new Rounds();
        for (var round = 0; round < options.Rounds; round++)
        {
            var (synced, unchanged, loaded) = await RoundAsync(bed, options.Bookings, cancellationToken);
            first.Add(synced, loaded);
            again.Add(unchanged, synced);
            Progress.Say($"  round {round + 1} of {options.Rounds}: {synced:0} bookings/s, again {unchanged:0}, COPY + upsert {loaded:0}");
        }

        return
        [
            first.ToRow("full-sync", $"first sync of {options.Bookings} bookings with their guests to both stores, against COPY + upsert of as many rows of the same payload alone", "bookings/s", aim: 0.25),
            again.ToRow("re-sync", "the same sync again, nothing changed and nothing published, against the first", "bookings/s", aim: 3),
        ];
    }

    private static async Task<(double First, double Again, double Loaded)> RoundAsync(TestBed bed, int bookings, CancellationToken cancellationToken)
    {
        var hotel = bed.Take(Vendor);
        await bed.OpenAsync(hotel, bookings, cancellationToken);
        await using var stores = await Stores.OpenAsync(bed, hotel, cancellationToken);
        var (first, again) = await SyncTwiceAsync(bed, hotel, stores, cancellationToken);
        var loaded = await BareUpsert.RateAsync(stores.Ledger, hotel.ConnectionId, bookings, cancellationToken);
        await bed.CloseAsync(hotel, cancellationToken);
        return (first, again, loaded);
    }

    private static async Task<(double First, double Again)> SyncTwiceAsync(TestBed bed, BenchHotel hotel, Stores stores, CancellationToken cancellationToken)
    {
        using var gateway = bed.GatewayFor(hotel);
        using var truth = bed.Truth();
        Checks.Complete(await gateway.SyncAsync("rooms", Vendor, _ => { }, cancellationToken));
        var bookings = (await truth.SummaryAsync(hotel.Slug, cancellationToken)).GetProperty("bookings").GetInt64();

        var clock = Stopwatch.StartNew();
        var run = await gateway.SyncAsync("bookings", Vendor, counts => Progress.Say($"  {counts.Processed} read"), cancellationToken);
        Checks.Complete(run);
        await stores.CaughtUpAsync(bookings, cancellationToken);
        var first = bookings / clock.Elapsed.TotalSeconds;

        clock.Restart();
        run = await gateway.SyncAsync("bookings", Vendor, _ => { }, cancellationToken);
        var again = bookings / clock.Elapsed.TotalSeconds;
        Checks.Complete(run);
        if (run.Counts.Changed != 0 || run.Counts.Processed != bookings)
            throw new InvalidMeasurementException($"Nothing had changed, and {run.Counts.Changed} of {run.Counts.Processed} records were published again.");
        await stores.CaughtUpAsync(bookings, cancellationToken);
        return (first, again);
    }
}
