using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.Connectors.Runtime.Privacy;

/// <summary>
/// Drops answers from this process's memory when somebody was erased, whichever replica did it; and deletes from quarantine what was kept long enough.
/// </summary>
internal sealed partial class ErasedAnswers(
    NpgsqlDataSource database, ReadCache answers, PersonalQuarantine quarantine, RetentionOptions options, TimeProvider time, ILogger<ErasedAnswers> logger) : BackgroundService
{
    /// <summary>The longest that another replica still answers from memory.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, DateTimeOffset> _known = new(StringComparer.Ordinal);
    private DateTimeOffset _quarantineDue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
                await ForgetQuarantineAsync(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                Log.Failed(logger, TransientFaults.Is(error) ? LogLevel.Warning : LogLevel.Error, Pause, error);
            }
        }
    }

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT connection_id, erased_at FROM erasure");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (connection, at) = (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
            if (_known.TryGetValue(connection, out var known) && known >= at)
                continue;
            _known[connection] = at;
            answers.Forget(connection, at);
        }
    }

    private async Task ForgetQuarantineAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _quarantineDue)
            return;
        _quarantineDue = now + options.Interval;
        if (await quarantine.DeleteOlderAsync(now - options.Quarantine, cancellationToken) is > 0 and var deleted)
            Log.Deleted(logger, deleted);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} records lay in quarantine long enough and are deleted")]
        public static partial void Deleted(ILogger logger, long count);

        [LoggerMessage(EventId = 2, Message = "What was erased elsewhere could not be looked up; next try in {Pause}")]
        public static partial void Failed(ILogger logger, LogLevel level, TimeSpan pause, Exception error);
    }
}
