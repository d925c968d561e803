using System.Diagnostics;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// From kept deliveries to events that the broker has confirmed, in items (a booking and a guest each), against a bare client that publishes one-item
/// messages with confirms. The stores stand still meanwhile, and are asked afterwards whether everything has come, once.
/// </summary>
internal static class RelayRate
{
    private const int Connections = 64;
    private const int ItemsPerDelivery = 2;
    private const int RawItems = 20_000;
    private const long PerRound = 1_000_000;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("hostaway");
        await bed.OpenAsync(hotel, 200, cancellationToken);
        await using var database = await bed.DatabaseAsync("connectors", cancellationToken);
        await using var stores = await Stores.OpenAsync(bed, hotel, cancellationToken);
        await using var broker = await BareBroker.ConnectAsync(await bed.ConnectionStringAsync("messaging", cancellationToken), cancellationToken);
        var inbox = new HostawayInbox(database, hotel);
        var door = HostawayDeliveries.Doors(bed, hotel).Connector;
        var first = 200_000_000L;

        await RelayAsync();
        await RawAsync();
        var rounds = await Rounds.RunAsync(options.Rounds, _ => RelayAsync(), _ => RawAsync());
        return
        [
            rounds.ToRow(
                "relay", "bookings and guests of kept Hostaway deliveries, from the inbox to the broker's confirmation and the end of the delivery, against one-item messages published with confirms",
                "items/s", aim: 1.0),
        ];

        async Task<double> RelayAsync()
        {
            await inbox.HoldAsync(cancellationToken);
            var body = HostawayDeliveries.Of(hotel, first);
            first += PerRound;
            await PostLoad.MeasureAsync(door, body, Connections, TimeSpan.FromSeconds(Math.Min(2, options.Load.TotalSeconds)), cancellationToken);
            var kept = await inbox.CountWhenQuietAsync(cancellationToken);
            var clock = new Stopwatch();
            await using (await HaltedResource.HaltAsync(bed, "sync-ledger", cancellationToken))
            await using (await HaltedResource.HaltAsync(bed, "guest-context", cancellationToken))
            {
                // One more wakes the worker, which would otherwise look for itself within a second.
                await inbox.ReleaseAsync(cancellationToken);
                using var client = body.Client(1);
                clock.Start();
                await body.PostAsync(client, door, first - 1, cancellationToken);
                await inbox.WorkedOffAsync(cancellationToken);
                clock.Stop();
            }

            await stores.CaughtUpAsync(kept.All + 1, cancellationToken);
            return ItemsPerDelivery * (kept.Open + 1) / clock.Elapsed.TotalSeconds;
        }

        Task<double> RawAsync() => broker.PublishRateAsync(Enumerable.Range(0, RawItems).Select(item => ChangedBookings.Message(hotel, item, 1, version: 1)), RawItems, cancellationToken);
    }
}
