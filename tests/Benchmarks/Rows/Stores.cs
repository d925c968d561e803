using System.Diagnostics;
using Npgsql;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>What the two stores hold of one hotel, read from their databases: asking through their APIs would take part in what is measured.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly BenchHotel _hotel;

    private Stores(NpgsqlDataSource ledger, NpgsqlDataSource context, BenchHotel hotel) => (Ledger, Context, _hotel) = (ledger, context, hotel);

    public NpgsqlDataSource Ledger { get; }

    public NpgsqlDataSource Context { get; }

    public static async Task<Stores> OpenAsync(TestBed bed, BenchHotel hotel, CancellationToken cancellationToken) =>
        new(await bed.DatabaseAsync("ledger", cancellationToken), await bed.DatabaseAsync("context", cancellationToken), hotel);

    /// <summary>Current and applied versions of a kind of entity.</summary>
    public async Task<(long Current, long Applied)> CountedAsync(string entity, CancellationToken cancellationToken)
    {
        await using var command = Ledger.CreateCommand("SELECT current, applied FROM ledger.entity_set WHERE connection_id = $1 AND entity = $2");
        command.Parameters.AddWithValue(_hotel.ConnectionId);
        command.Parameters.AddWithValue(entity);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0);
    }

    /// <summary>Returns when both stores hold every booking and the same guests.</summary>
    /// <exception cref="InvalidMeasurementException">They hold more, applied something twice, or never get there.</exception>
    public async Task CaughtUpAsync(long bookings, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var counted = await CountedAsync("booking", cancellationToken);
            var guests = await CountedAsync("guest", cancellationToken);
            if (counted.Current > bookings || counted.Applied > counted.Current)
                throw new InvalidMeasurementException($"Doubled: of {bookings} bookings the ledger holds {counted.Current} and applied {counted.Applied}.");
            // A guest drawn from two bookings may come in two versions, the older one first. The same version twice would be wrong.
            if (guests.Applied > guests.Current && await DifferentAppliedAsync("guest", cancellationToken) is var different && guests.Applied > different)
                throw new InvalidMeasurementException($"Doubled: of {different} versions of {guests.Current} guests the ledger applied {guests.Applied}.");
            if (counted.Current == bookings && await ProjectedAsync("booking", cancellationToken) == bookings && await ProjectedAsync("guest", cancellationToken) == guests.Current)
                return;
            if (clock.Elapsed > Patience)
                throw new InvalidMeasurementException($"Lost: of {bookings} bookings the ledger holds {counted.Current}, guest-context {await ProjectedAsync("booking", cancellationToken)}.");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Context.DisposeAsync();
    }

    private async Task<long> DifferentAppliedAsync(string entity, CancellationToken cancellationToken)
    {
        await using var command = Ledger.CreateCommand(
            """
            SELECT count(DISTINCT (history.external_id, history.content_hash))
            FROM ledger.entity_history history JOIN ledger.entity_set USING (set_id)
            WHERE connection_id = $1 AND entity = $2 AND outcome = 'applied'
            """);
        command.Parameters.AddWithValue(_hotel.ConnectionId);
        command.Parameters.AddWithValue(entity);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<long> ProjectedAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = Context.CreateCommand($"SELECT count(*) FROM guest_context.{table} WHERE connection_id = $1");
        command.Parameters.AddWithValue(_hotel.ConnectionId);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
