using Npgsql;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Credentials;

/// <summary>
/// Tries every credential when the ring changes: a connection whose credentials cannot be read is put into Error with what to do, and out of it when they
/// can. The others are left alone.
/// </summary>
internal sealed partial class CredentialWatch(
    NpgsqlDataSource database, SealedSettings settings, CredentialRing ring, CredentialSealer sealer, CredentialOptions options, TimeProvider time,
    ILogger<CredentialWatch> logger) : BackgroundService
{
    /// <summary>What the error of such a connection begins with.</summary>
    public const string Mark = "credentials-unreadable: ";

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = ring.Changed;
            try
            {
                await LookAsync(stoppingToken);
                await changed.WaitAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.NotLooked(logger, exception.GetType().Name);
                await Task.Delay(AfterFault, time, stoppingToken);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> unreadable = new(StringComparer.Ordinal);
        var after = "";
        while (await settings.ReadAsync(after, exceptKey: null, options.BatchSize, cancellationToken) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                if (ProblemOf(row) is { } problem)
                    unreadable[row.ConnectionId] = Mark + problem;
            }

            after = rows[^1].ConnectionId;
        }

        if (await MarkAsync(unreadable, cancellationToken) is > 0 and var changed)
            Log.Marked(logger, changed, unreadable.Count);
    }

    private string? ProblemOf(SealedRow row)
    {
        foreach (var (name, cipher) in row.Settings)
        {
            try
            {
                sealer.Unseal(row.ConnectionId, name, cipher);
            }
            catch (CredentialsUnreadableException exception)
            {
                return exception.Message;
            }
        }

        return null;
    }

    private async Task<int> MarkAsync(Dictionary<string, string> unreadable, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH problem AS (SELECT * FROM unnest($1::text[], $2::text[]) AS p (connection_id, text)),
            marked AS (
                INSERT INTO connection_status AS s (connection_id, state, state_at, last_error, last_error_at)
                SELECT p.connection_id, 'Error', $3, p.text, $3 FROM problem p
                WHERE EXISTS (SELECT FROM connection c WHERE c.connection_id = p.connection_id)
                ON CONFLICT (connection_id) DO UPDATE SET state = 'Error', state_at = $3, last_error = excluded.last_error, last_error_at = $3
                WHERE s.state <> 'Error' OR s.last_error IS DISTINCT FROM excluded.last_error
                RETURNING 1),
            cleared AS (
                UPDATE connection_status s SET state = 'Pending', state_at = $3, last_error = NULL, last_error_at = NULL
                WHERE s.state = 'Error' AND starts_with(s.last_error, $4) AND s.connection_id NOT IN (SELECT connection_id FROM problem)
                RETURNING 1)
            SELECT (SELECT count(*) FROM marked) + (SELECT count(*) FROM cleared)
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. unreadable.Keys] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. unreadable.Values] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Mark });
        return (int)((long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Changed} connections changed their state because of their credentials; those of {Unreadable} cannot be read")]
        public static partial void Marked(ILogger logger, int changed, int unreadable);

        [LoggerMessage(2, LogLevel.Warning, "Whether the credentials can be read was not looked at ({Fault}); it is tried again")]
        public static partial void NotLooked(ILogger logger, string fault);
    }
}
