using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// The processes that serve this vendor, as they see each other in the database. Which one should serve a connection follows from their ids alone, the
/// same everywhere: connections are spread evenly, and only those of a process that is gone move. The lease decides; this only tells who should ask for it.
/// </summary>
internal sealed partial class Replicas(NpgsqlDataSource database, RunSignals signals, TimeProvider time, ILogger<Replicas> logger)
{
    /// <summary>How often a process shows that it lives.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>After how long a process that no longer shows itself is taken for gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a process that starts beside others is given nothing: what a killed process leaves goes to those that run, not to its restart, which is
    /// cold. Those that start together share from the start.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    private readonly Guid _self = Guid.NewGuid();
    private volatile Guid[] _sharing = [];

    /// <summary>Processes that share the connections, at the last look.</summary>
    public int Count => Math.Max(1, _sharing.Length);

    /// <summary>Whether this process should serve the connection.</summary>
    public bool Prefers(string connectionId)
    {
        var sharing = _sharing;
        return sharing.Length == 0 || sharing.MaxBy(replica => Weight(replica, connectionId)) == _self;
    }

    /// <summary>Shows that this process lives and looks for the others.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sharing = await BeatAsync(cancellationToken);
            if (sharing.AsSpan().SequenceEqual(_sharing))
                return;

            Log.Changed(logger, sharing.Length);
            _sharing = sharing;
            signals.AllLook();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // Without the database nothing is synced anyway; the last look stands.
        }
    }

    /// <summary>Looks again and again until told to stop; then says that this process ends, so that others need not wait for its silence.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Beat, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested)
                await LookAsync(stopping);
        }

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        try
        {
            await using var command = database.CreateCommand("DELETE FROM replica WHERE id = $1");
            command.Parameters.Add(new() { Value = _self });
            await command.ExecuteNonQueryAsync(soon.Token);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            // Its silence tells.
        }
    }

    /// <summary>By the database's clock: those of the processes may differ.</summary>
    private async Task<Guid[]> BeatAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            WITH beat AS (
                INSERT INTO replica (id, seen_at) VALUES ($1, clock_timestamp())
                ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
                RETURNING id, started_at
            ), gone AS (
                DELETE FROM replica WHERE seen_at < clock_timestamp() - interval '1 hour'
            ), alive AS (
                SELECT id, started_at FROM replica WHERE seen_at > clock_timestamp() - $2 AND id <> $1
                UNION ALL SELECT id, started_at FROM beat
            )
            SELECT id FROM alive
            WHERE started_at < clock_timestamp() - $3 OR started_at < (SELECT min(started_at) FROM alive) + $3
            ORDER BY id
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _self });
        command.Parameters.Add(new() { Value = Silence });
        command.Parameters.Add(new() { Value = Settling });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sharing = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            sharing.Add(reader.GetGuid(0));
        return [.. sharing];
    }

    private static ulong Weight(Guid replica, string connectionId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{replica:N}{connectionId}"), hash);
        return BitConverter.ToUInt64(hash);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Count} processes share the connections")]
        public static partial void Changed(ILogger logger, int count);
    }
}
