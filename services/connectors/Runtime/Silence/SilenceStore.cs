using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace PmsPlatform.Connectors.Runtime.Silence;

/// <summary>How often a connection's webhooks come.</summary>
/// <param name="LastHeardAt">When the last one came, UTC.</param>
/// <param name="UsualPause">Of a hundred pauses the one that only one exceeds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rhythm(DateTimeOffset LastHeardAt, TimeSpan UsualPause);

/// <summary>What the database knows of rhythms and silences.</summary>
internal sealed class SilenceStore(NpgsqlDataSource database)
{
    /// <summary>Rhythms of those connections that have one.</summary>
    public async Task<Dictionary<string, Rhythm>> RhythmsAsync(string[] connectionIds, DateTimeOffset from, int fewest, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT connection_id, max(received_at), percentile_disc(0.99) WITHIN GROUP (ORDER BY pause)
            FROM (
                SELECT connection_id, received_at, received_at - lag(received_at) OVER (PARTITION BY connection_id ORDER BY received_at) AS pause
                FROM inbox
                WHERE connection_id = ANY ($1) AND received_at >= $2) AS heard
            GROUP BY connection_id
            HAVING count(*) >= $3
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionIds });
        command.Parameters.Add(new() { Value = from.UtcDateTime });
        command.Parameters.Add(new() { Value = fewest });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rhythms = new Dictionary<string, Rhythm>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            rhythms[reader.GetString(0)] = new Rhythm(reader.GetFieldValue<DateTimeOffset>(1), reader.GetTimeSpan(2));
        return rhythms;
    }

    /// <summary>Connections that are known to be silent, with the last delivery before.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> SilentAsync(string[] connectionIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT connection_id, last_heard_at FROM silence WHERE connection_id = ANY ($1)");
        command.Parameters.Add(new() { Value = connectionIds });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var silent = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            silent[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        return silent;
    }

    /// <summary>When the last delivery came; null when none is kept.</summary>
    public async Task<DateTimeOffset?> LastHeardAsync(string connectionId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT max(received_at) FROM inbox WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = connectionId });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime heard ? new DateTimeOffset(heard, TimeSpan.Zero) : null;
    }

    public async Task BeginAsync(string connectionId, string hotelId, Rhythm rhythm, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("INSERT INTO silence VALUES ($1, $2, $3, $4, $5) ON CONFLICT (connection_id) DO NOTHING");
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = hotelId });
        command.Parameters.Add(new() { Value = rhythm.LastHeardAt.UtcDateTime });
        command.Parameters.Add(new() { Value = rhythm.UsualPause, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task EndAsync(string connectionId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM silence WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = connectionId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
