using System.Globalization;
using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// Makes the monthly partitions of history before they are needed. Should it fail for months, the default partition takes the rows, and they move when it
/// works again.
/// </summary>
internal sealed partial class KeepPartitionsAhead(NpgsqlDataSource database, TimeProvider time, ILogger<KeepPartitionsAhead> logger) : BackgroundService
{
    private const int MonthsAhead = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(6);

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var first = new DateOnly(now.Year, now.Month, 1);
        for (var month = first; month <= first.AddMonths(MonthsAhead); month = month.AddMonths(1))
        {
            await using var command = database.CreateCommand("SELECT make_history_partition($1)");
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = month });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                Log.Made(logger, month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await MakeAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                Log.Failed(logger, TransientFaults.Is(exception) ? LogLevel.Warning : LogLevel.Error, exception.SqlState, Pause);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Made the history partition of {Month}")]
        public static partial void Made(ILogger logger, string month);

        [LoggerMessage(EventId = 2, Message = "History partitions could not be made ({SqlState}); rows go to the default partition, next try in {Pause}")]
        public static partial void Failed(ILogger logger, LogLevel level, string? sqlState, TimeSpan pause);
    }
}
