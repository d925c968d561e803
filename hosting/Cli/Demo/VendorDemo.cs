using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PmsPlatform.Contracts.Ledger;

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
            var run = await gateway.SyncAsync(
                entity,
                connection.Vendor,
                counts => progress(string.Create(CultureInfo.InvariantCulture, $"{connection.Vendor}: {counts.Processed} {entity} read with {counts.VendorCalls} calls")),
                cancellationToken);
            quarantined += run.Counts.Failed;
        }

        var comparison = await ComparedAsync(cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;

        var calls = await truth.CallsAsync(connection.HotelSlug, cancellationToken);
        var summary = await truth.SummaryAsync(connection.HotelSlug, cancellationToken);
        return new VendorReport
        {
            Vendor = connection.Vendor,
            Bookings = comparison.Bookings,
            Guests = comparison.Guests,
            Rooms = comparison.Rooms,
            Calls = calls.GetProperty("total").GetInt64(),
            FewestCalls = summary.GetProperty("fewestCalls").GetInt64(),
            Throttled = calls.GetProperty("throttled").GetInt64(),
            Quarantined = quarantined,
            Seconds = Math.Round(seconds, 2),
            MatchesSandbox = comparison.Result.Equal,
            Differences = comparison.Result.Differences,
        };
    }

    /// <summary>The stores follow the run by moments: compares until equal, or until waiting no longer makes sense.</summary>
    private async Task<Compared> ComparedAsync(CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var compared = await CompareOnceAsync(cancellationToken);
            if (compared.Result.Equal || waited.Elapsed > MostCatchUp)
                return compared;
            await Task.Delay(200, cancellationToken);
        }
    }

    private async Task<Compared> CompareOnceAsync(CancellationToken cancellationToken)
    {
        var bookings = await LedgerAsync("bookings", cancellationToken);
        var guests = await LedgerAsync("guests", cancellationToken);
        var rooms = await LedgerAsync("rooms", cancellationToken);
        var trueBookings = await TruthAsync("bookings", cancellationToken);
        var trueGuests = await TruthAsync("guests", cancellationToken);
        var trueRooms = await TruthAsync("rooms", cancellationToken);

        // Bookings bring their guests; profiles without any booking are not read.
        var named = trueBookings.Values.SelectMany(booking => booking.GetProperty("guestExternalIds").EnumerateArray()).Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal);
        foreach (var id in trueGuests.Keys.Where(id => !named.Contains(id) && !guests.ContainsKey(id)).ToList())
            trueGuests.Remove(id);

        var result = new Comparison();
        result.Compare("booking", bookings, trueBookings,
        [
            ("status", value => Comparison.Member(value, "status")),
            ("arrival", value => Comparison.Member(value, "arrival")),
            ("departure", value => Comparison.Member(value, "departure")),
            ("adults", value => Comparison.Member(value, "adults")),
            ("children", value => Comparison.Member(value, "children")),
            ("total", value => Comparison.Member(value, "total")),
        ]);
        result.Compare("guest", guests, trueGuests, [("firstName", value => Comparison.Member(value, "firstName"))]);
        result.Compare("room", rooms, trueRooms,
        [
            ("number", value => Comparison.Member(value, "number")),
            ("floor", value => Comparison.Member(value, "floor")),
            ("housekeeping", value => Comparison.Member(value, "housekeeping")),
            ("service", value => Comparison.Member(value, "service")),
        ]);
        return new Compared(result, bookings.Count, guests.Count, rooms.Count);
    }

    private async Task<Dictionary<string, LedgerEntry>> LedgerAsync(string entity, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        await foreach (var entry in gateway.LedgerAsync(entity, connection.Id, cancellationToken))
            entries[entry.ExternalId] = entry;
        return entries;
    }

    private async Task<Dictionary<string, JsonElement>> TruthAsync(string kind, CancellationToken cancellationToken)
    {
        var records = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await foreach (var record in truth.RecordsAsync(connection.HotelSlug, kind, cancellationToken))
        {
            if (!record.TryGetProperty("broken", out _))
                records[record.GetProperty("externalId").GetString()!] = record;
        }

        return records;
    }

    private sealed record Compared(Comparison Result, int Bookings, int Guests, int Rooms);
}
