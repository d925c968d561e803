using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Deletes answers that are too old to be used, which is also how long guests' data stay here; and lets calls under way end with the process.</summary>
internal sealed partial class ReadHousekeeping(ReadCache cache, ReadThrough reads, ReadOptions options, TimeProvider time, ILogger<ReadHousekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await reads.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var deleted = await cache.DeleteOlderAsync(time.GetUtcNow() - options.LongestStale, stoppingToken);
                Log.Deleted(logger, deleted);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                Log.NotDeleted(logger, error);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} kept answers were too old and are deleted")]
        public static partial void Deleted(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Kept answers that are too old could not be deleted; it is tried again in an hour")]
        public static partial void NotDeleted(ILogger logger, Exception error);
    }
}
