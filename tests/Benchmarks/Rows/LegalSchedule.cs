using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>A sync under Hostaway's documented windows, 15 calls in 10 s being the narrowest, against the shortest time in which they admit as many calls.</summary>
internal static class LegalSchedule
{
    private const int Bookings = 4600;
    private const int CallsPerWindow = 15;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("hostaway", limited: true);
        await bed.OpenAsync(hotel, Bookings, cancellationToken);
        using var gateway = bed.GatewayFor(hotel);
        using var truth = bed.Truth();

        // Brings the token, which is good from a second after its issue only.
        Checks.Complete(await gateway.SyncAsync("rooms", "hostaway", _ => { }, cancellationToken));

        var rounds = new Rounds();
        for (var round = 0; round < options.Rounds; round++)
        {
            // Every round finds the windows empty.
            await Task.Delay(Window + TimeSpan.FromSeconds(1), cancellationToken);
            await bed.ForgetCallsAsync(hotel, cancellationToken);
            Checks.Complete(await gateway.SyncAsync("bookings", "hostaway", _ => { }, cancellationToken));
            var calls = await truth.CallsAsync(hotel.Slug, cancellationToken);
            Checks.NotRefused(calls);
            var made = calls.GetProperty("calls").GetInt32();
            if (made < 2 * CallsPerWindow)
                throw new InvalidMeasurementException($"{made} calls do not fill the windows.");

            var took = calls.GetProperty("last").GetDateTimeOffset() - calls.GetProperty("first").GetDateTimeOffset();
            var best = (made - 1) / CallsPerWindow * Window;
            rounds.Add(took.TotalSeconds, best.TotalSeconds);
            Progress.Say($"  round {round + 1} of {options.Rounds}: {made} calls in {took.TotalSeconds:0.00} s, best {best.TotalSeconds:0} s");
        }

        return [rounds.ToRow("schedule-hostaway", $"first to last call of a full read of {Bookings} bookings, against the shortest legal time for as many calls; no 429", "s", aim: 0.97, lessIsBetter: true)];
    }
}
