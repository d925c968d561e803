using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// From the moment a delivery was to be sent until guest-context holds what it tells. Sent by a fixed schedule that does not wait for answers; seen by
/// looking for the rows that the next question would be answered from, every few milliseconds.
/// </summary>
internal static class WebhookToContext
{
    private const double MostMilliseconds = 50;
    private const int Aim = 1000;
    private const long PerRound = 1_000_000;
    private static readonly int[] Rates = [100, 200, 500, Aim];
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("hostaway");
        await bed.OpenAsync(hotel, 200, cancellationToken);
        await using var stores = await Stores.OpenAsync(bed, hotel, cancellationToken);
        var door = HostawayDeliveries.Doors(bed, hotel).Connector;
        var first = 300_000_000L;
        var sent = 0L;

        foreach (var rate in Rates)
            await SlowestAsync(rate, TimeSpan.FromSeconds(2));
        var full = new Rounds();
        var slowest = Rates.ToDictionary(rate => rate, _ => new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var rate in Rates)
                slowest[rate].Add(await SlowestAsync(rate, options.Load));
            full.Add(slowest[Aim][^1], MostMilliseconds);
            Progress.Say($"  round {round + 1} of {options.Rounds}, p99 in ms: {string.Join(", ", Rates.Select(rate => FormattableString.Invariant($"{slowest[rate][^1]:0.0} at {rate}/s")))}");
        }

        var held = Rates.TakeWhile(rate => Median(slowest[rate]) <= MostMilliseconds).LastOrDefault();
        var each = string.Join(", ", Rates.Select(rate => FormattableString.Invariant($"{Median(slowest[rate]):0.0} ms at {rate}/s")));
        var rates = new Rounds();
        rates.Add(held, Aim);
        return
        [
            full.ToRow("webhook-to-context", $"99 of 100 deliveries at {Aim} a second, planned sending to row in guest-context, within; p99 {each}", "ms", aim: 1.0, lessIsBetter: true),
            rates.ToRow("webhook-to-context-rate", $"highest of {string.Join(", ", Rates)} deliveries a second at which it is within {MostMilliseconds} ms", "1/s", aim: 1.0),
        ];

        async Task<double> SlowestAsync(int rate, TimeSpan time)
        {
            var count = (int)(rate * time.TotalSeconds);
            var p99 = await RunAsync(stores.Context, hotel, door, first, rate, count, cancellationToken);
            first += PerRound;
            sent += count;
            await stores.CaughtUpAsync(sent, cancellationToken);
            return p99;
        }
    }

    private static async Task<double> RunAsync(
        NpgsqlDataSource context, BenchHotel hotel, Uri door, long first, int rate, int count, CancellationToken cancellationToken)
    {
        var body = HostawayDeliveries.Of(hotel, first);
        using var client = body.Client(512);
        var waiting = new ConcurrentDictionary<string, TimeSpan>(StringComparer.Ordinal);
        var clock = Stopwatch.StartNew();
        var watching = WatchAsync(context, hotel, waiting, count, clock, cancellationToken);
        var posting = new List<Task>(count);
        for (var number = 0; number < count; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / rate);
            if (due - clock.Elapsed is { Ticks: > 0 } early)
                await Task.Delay(early, cancellationToken);
            waiting[HostawayDeliveries.BookingId(first + number)] = due;
            posting.Add(body.PostAsync(client, door, first + number, cancellationToken));
        }

        await Task.WhenAll(posting);
        var took = await watching;
        return took[(int)(took.Count * 0.99)];
    }

    /// <summary>Milliseconds from plan to sight of each, in order of length.</summary>
    private static async Task<List<double>> WatchAsync(
        NpgsqlDataSource context, BenchHotel hotel, ConcurrentDictionary<string, TimeSpan> waiting, int count, Stopwatch clock, CancellationToken cancellationToken)
    {
        var took = new List<double>(count);
        await using var connection = await context.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT external_id FROM guest_context.booking WHERE external_id = ANY ($1) AND hotel_id = $2 AND connection_id = $3", connection);
        var wanted = new NpgsqlParameter<string[]> { TypedValue = [] };
        command.Parameters.Add(wanted);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hotel.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hotel.ConnectionId });
        await command.PrepareAsync(cancellationToken);
        var rest = Look;
        while (took.Count < count)
        {
            await Task.Delay(rest, cancellationToken);
            var begun = clock.Elapsed;
            wanted.TypedValue = [.. waiting.Keys];
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                if (waiting.TryRemove(rows.GetString(0), out var due))
                    took.Add((clock.Elapsed - due).TotalMilliseconds);
            }

            // Where much is waited for, looking must not become the load.
            rest = TimeSpan.FromTicks(Math.Max(Look.Ticks, (clock.Elapsed - begun).Ticks));
            if (clock.Elapsed > Patience)
                throw new InvalidMeasurementException($"{count - took.Count} of {count} deliveries never came to guest-context.");
        }

        took.Sort();
        return took;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
