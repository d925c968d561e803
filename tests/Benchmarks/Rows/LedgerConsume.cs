using System.Diagnostics;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// Changed bookings the ledger takes a second, history included, against messages of one such booking that a bare client consumes and acknowledges. The
/// ledger's process is halted while its queue is filled.
/// </summary>
internal static class LedgerConsume
{
    private const int Messages = 150;
    private const int Items = Messages * ChangedBookings.PerMessage;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("mews");
        await using var stores = await Stores.OpenAsync(bed, hotel, cancellationToken);
        await using var broker = await BareBroker.ConnectAsync(await bed.ConnectionStringAsync("messaging", cancellationToken), cancellationToken);
        var version = 0;

        // The first round makes the rows; every later one changes all of them.
        await LedgerAsync();
        await RawAsync();
        var rounds = await Rounds.RunAsync(options.Rounds, _ => LedgerAsync(), _ => RawAsync());
        return
        [
            rounds.ToRow(
                "ledger", $"{Items} changed bookings in messages of {ChangedBookings.PerMessage}, kept with history, against consume + acknowledge of one-item messages",
                "items/s", aim: 0.5),
        ];

        async Task<double> LedgerAsync()
        {
            version++;
            var bodies = Enumerable.Range(0, Messages).Select(message => ChangedBookings.Message(hotel, message * ChangedBookings.PerMessage, ChangedBookings.PerMessage, version)).ToList();
            var clock = new Stopwatch();
            await using (await HaltedResource.HaltAsync(bed, "sync-ledger", cancellationToken))
            {
                await broker.PublishAsync("sync-ledger.bookings", bodies, cancellationToken);
                clock.Start();
            }

            while (true)
            {
                var (current, applied) = await stores.CountedAsync("booking", cancellationToken);
                if (applied > (long)version * Items || current > Items)
                    throw new InvalidMeasurementException($"Doubled: {applied} applied of {(long)version * Items}.");
                if (applied == (long)version * Items)
                    return Items / clock.Elapsed.TotalSeconds;
                if (clock.Elapsed > Patience)
                    throw new InvalidMeasurementException($"Lost: {applied} applied of {(long)version * Items}.");
                await Task.Delay(10, cancellationToken);
            }
        }

        Task<double> RawAsync() =>
            broker.ConsumeRateAsync(Enumerable.Range(0, Items).Select(item => ChangedBookings.Message(hotel, item, 1, version)), Items, cancellationToken);
    }
}
