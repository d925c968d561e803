using Npgsql;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// The inbox of one Hostaway connection, as it lies in the database. Its lane of whole records can be held, as another replica would hold it: deliveries
/// are kept then, and not worked off.
/// </summary>
internal sealed class HostawayInbox(NpgsqlDataSource database, BenchHotel hotel)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    /// <summary>Keeps the connector from working off what comes.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO hostaway.connection_lease AS lease (connection_id, owner, fencing, expires_at) VALUES ('inbox:whole:' || $1, 'benchmark', 1, 'infinity')
        ON CONFLICT (connection_id) DO UPDATE SET owner = excluded.owner, fencing = lease.fencing + 1, expires_at = excluded.expires_at
        """,
        cancellationToken);

    /// <summary>Lets it go on.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE hostaway.connection_lease SET expires_at = '-infinity' WHERE connection_id = 'inbox:whole:' || $1", cancellationToken);

    /// <summary>Forgets all deliveries, of every connection.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("TRUNCATE hostaway.inbox");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>All deliveries and those not worked off yet; how many bookings they are about, and how many ended otherwise than well.</summary>
    public async Task<(long All, long Open, long Bookings, long Bad)> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*), count(*) FILTER (WHERE state = 'Received'), count(DISTINCT booking_ids), count(*) FILTER (WHERE state NOT IN ('Received', 'Processed'))
            FROM hostaway.inbox WHERE connection_id = $1
            """);
        command.Parameters.AddWithValue(hotel.ConnectionId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    /// <summary>The same once nothing more comes: whoever posted may have left while his last deliveries were being kept.</summary>
    public async Task<(long All, long Open, long Bookings, long Bad)> CountWhenQuietAsync(CancellationToken cancellationToken)
    {
        var before = await CountAsync(cancellationToken);
        while (true)
        {
            await Task.Delay(Quiet, cancellationToken);
            var now = await CountAsync(cancellationToken);
            if (now.All == before.All)
                return now;
            before = now;
        }
    }

    /// <summary>Bytes of a row.</summary>
    public async Task<int> RowSizeAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT avg(pg_column_size(inbox.*))::int FROM hostaway.inbox WHERE connection_id = $1");
        command.Parameters.AddWithValue(hotel.ConnectionId);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Returns when nothing is left to be worked off.</summary>
    /// <exception cref="InvalidMeasurementException">Something did not end well, or not at all.</exception>
    public async Task WorkedOffAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (await OpenAsync(patience.Token))
            await Task.Delay(Pause, patience.Token);
        if (await CountAsync(cancellationToken) is { Bad: > 0 and var bad })
            throw new InvalidMeasurementException($"{bad} deliveries did not end as Processed.");
    }

    private async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM hostaway.inbox WHERE connection_id = $1 AND NOT named AND state = 'Received')");
        command.Parameters.AddWithValue(hotel.ConnectionId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(hotel.ConnectionId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
