using System.Text.Json;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>Calls that a first sync of rooms and bookings makes, against the fewest that could read the same.</summary>
internal static class VendorCalls
{
    private const int Bookings = 3000;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken) =>
        [await OfAsync(bed, "mews", cancellationToken), await OfAsync(bed, "hostaway", cancellationToken)];

    private static async Task<Row> OfAsync(TestBed bed, string vendor, CancellationToken cancellationToken)
    {
        var hotel = bed.Take(vendor);
        await bed.OpenAsync(hotel, Bookings, cancellationToken);
        using var gateway = bed.GatewayFor(hotel);
        using var truth = bed.Truth();
        foreach (var entity in (string[])["rooms", "bookings"])
            Checks.Complete(await gateway.SyncAsync(entity, vendor, _ => { }, cancellationToken));

        var summary = await truth.SummaryAsync(hotel.Slug, cancellationToken);
        var calls = await truth.CallsAsync(hotel.Slug, cancellationToken);
        Checks.NotRefused(calls);
        await using var stores = await Stores.OpenAsync(bed, hotel, cancellationToken);
        await stores.CaughtUpAsync(summary.GetProperty("bookings").GetInt64(), cancellationToken);

        Tell(calls.GetProperty("operations"), summary.GetProperty("fewestCallsBy"));
        var rounds = new Rounds();
        rounds.Add(calls.GetProperty("calls").GetInt64(), summary.GetProperty("fewestCalls").GetInt64());
        return rounds.ToRow($"calls-{vendor}", $"first sync of {Bookings} bookings and all rooms, against the fewest calls that read the same", "calls", aim: 1.0, lessIsBetter: true);
    }
    /// <summary>Where the calls went, so that a difference has a name.</summary>
    private static void Tell(JsonElement made, JsonElement fewest)
    {
        foreach (var operation in made.EnumerateObject())
            Progress.Say($"  {operation.Name}: {operation.Value.GetInt64()}");
        foreach (var plan in fewest.EnumerateArray())
            Progress.Say($"  fewest, {plan.GetProperty("operation").GetString()}: {plan.GetProperty("calls").GetInt64()}");
    }
}
