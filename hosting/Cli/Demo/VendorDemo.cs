using System.Diagnostics;
using System.Globalization;

namespace PmsPlatform.Cli.Demo;

/// <summary>Syncs one vendor through the gateway and compares the ledger with the sandbox.</summary>
internal sealed class VendorDemo(GatewayClient gateway, Truth truth, DemoConnection connection, Action<string> progress)
{
    private static readonly TimeSpan MostCatchUp = TimeSpan.FromSeconds(60);

    public async Task<VendorReport> RunAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        long quarantined = 0;
        foreach (var entity in (string[])["rooms", "bookings"])
        {
            var run = await gateway.FirstSyncAsync(
                entity,
                connection.Vendor,
                counts => progress(string.Create(CultureInfo.InvariantCulture, $"{connection.Vendor}: {counts.Processed} {entity} read with {counts.VendorCalls} calls")),
                cancellationToken);
            quarantined += run.Counts.Failed;
        }

        var comparison = await new SandboxComparison(gateway, truth, connection).EventuallyAsync(MostCatchUp, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;

        // The trial of the credentials was no sync. The fewest calls are reckoned without one, so that its calls count on neither side.
        var calls = VendorCalls.Of(await truth.CallsAsync(connection.HotelSlug, cancellationToken));
        var summary = await truth.SummaryAsync(connection.HotelSlug, cancellationToken);
        return new VendorReport
        {
            Vendor = connection.Vendor,
            Bookings = comparison.Bookings,
            Guests = comparison.Guests,
            Rooms = comparison.Rooms,
            Calls = calls.Calls - connection.Before.Calls,
            FewestCalls = summary.GetProperty("fewestCalls").GetInt64(),
            Throttled = calls.Throttled - connection.Before.Throttled,
            Quarantined = quarantined,
            Seconds = Math.Round(seconds, 2),
            MatchesSandbox = comparison.Result.Equal,
            Differences = comparison.Result.Differences,
        };
    }
}
