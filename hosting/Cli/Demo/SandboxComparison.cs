using System.Diagnostics;
using System.Text.Json;
using PmsPlatform.Contracts.Ledger;

namespace PmsPlatform.Cli.Demo;

/// <summary>Compares everything the ledger holds of one connection with the sandbox's truth.</summary>
internal sealed class SandboxComparison(GatewayClient gateway, Truth truth, DemoConnection connection)
{
    /// <summary>The stores follow the run by moments: compares until equal, or until waiting no longer makes sense.</summary>
    public async Task<Compared> EventuallyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var compared = await NowAsync(cancellationToken);
            if (compared.Result.Equal || waited.Elapsed > patience)
                return compared;
            await Task.Delay(200, cancellationToken);
        }
    }

    /// <summary>Compares once.</summary>
    public async Task<Compared> NowAsync(CancellationToken cancellationToken)
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

        // Some channels give one number of persons; how many of them are adults is then the connector's reckoning.
        result.Compare("booking", bookings, trueBookings,
            [new("status"), new("arrival"), new("departure"), new("adults", OnlyWhenTold: true), new("children"), new("total")]);
        result.Compare("guest", guests, trueGuests, [new("firstName")]);
        result.Compare("room", rooms, trueRooms, [new("number"), new("floor"), new("housekeeping"), new("service")]);
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
}

/// <summary>How a comparison came out, and how many records the ledger holds.</summary>
internal sealed record Compared(Comparison Result, int Bookings, int Guests, int Rooms);
