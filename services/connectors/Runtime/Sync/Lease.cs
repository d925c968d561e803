using Npgsql;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// The right to sync one connection, held by one replica at a time. The fencing number grows with every change of holder and guards each checkpoint,
/// so that a holder that slept through its lease cannot write over its successor.
/// </summary>
internal sealed class Lease(NpgsqlDataSource database, string connectionId, TimeProvider time)
{
    /// <summary>How long a holder that no longer speaks keeps others out.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>How often the holder speaks.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    /// <summary>How long before its end the holder stops by itself: what it has under way at the vendor must have ended when a successor begins.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    private readonly string _owner = Guid.NewGuid().ToString("N");
    private long _asked;

    /// <summary>How long the holder may go on without another answer of the database. Counted from when it last asked, so that it ends here first.</summary>
    public TimeSpan Left => Length - Margin - time.GetElapsedTime(_asked) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Takes the lease or renews it. Null when another replica holds it.</summary>
    public async Task<long?> TryHoldAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO connection_lease AS lease (connection_id, owner, fencing, expires_at)
            VALUES ($1, $2, 1, clock_timestamp() + $3)
            ON CONFLICT (connection_id) DO UPDATE
            SET owner = excluded.owner, expires_at = excluded.expires_at,
                fencing = CASE WHEN lease.owner = excluded.owner THEN lease.fencing ELSE lease.fencing + 1 END
            WHERE lease.owner = excluded.owner OR lease.expires_at < clock_timestamp()
            RETURNING fencing
            """;
        var asked = time.GetTimestamp();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = _owner });
        command.Parameters.Add(new() { Value = Length });
        if (await command.ExecuteScalarAsync(cancellationToken) is not long fencing)
            return null;
        _asked = asked;
        return fencing;
    }

    /// <summary>Gives the lease back, so that a successor need not wait.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE connection_lease SET expires_at = '-infinity' WHERE connection_id = $1 AND owner = $2");
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = _owner });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives the lease back at the end, when the database takes it soon; otherwise it runs out by itself.</summary>
    public async Task LeaveAsync()
    {
        using var soon = new CancellationTokenSource(PatienceAtEnd, time);
        try
        {
            await ReleaseAsync(soon.Token);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }
}

/// <summary>Another replica holds the lease now or may do so soon; this one stops without a word, its work is the other's.</summary>
internal sealed class LeaseLostException() : Exception("Another replica has taken the connection over.");
