using Npgsql;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Privacy;

/// <summary>Deletes stays that ended longer ago than persons are to be known, and then profiles that are on no booking and have not changed for as long.</summary>
internal sealed partial class ForgetOldStays(
    NpgsqlDataSource database, ErasedPersons persons, RetentionOptions options, TimeProvider time, ILogger<ForgetOldStays> logger) : BackgroundService
{
    // A row without payload keeps a removal's version and says nothing of anybody.
    private const string Stays = """
        WITH old AS (
            DELETE FROM booking WHERE ctid = ANY (ARRAY (
                SELECT ctid FROM booking WHERE departure < $1 AND payload IS NOT NULL LIMIT $2 FOR UPDATE SKIP LOCKED))
            RETURNING hotel_id, connection_id, external_id
        ), people AS (
            DELETE FROM booking_guest AS g USING old
            WHERE g.booking_external_id = old.external_id AND g.hotel_id = old.hotel_id AND g.connection_id = old.connection_id
        ), contacts AS (
            DELETE FROM guest_contact AS c USING old
            WHERE c.source_external_id = old.external_id AND c.source = 'booking' AND c.hotel_id = old.hotel_id AND c.connection_id = old.connection_id
        )
        SELECT count(*) FROM old
        """;

    private const string Profiles = """
        WITH old AS (
            DELETE FROM guest WHERE ctid = ANY (ARRAY (
                SELECT g.ctid FROM guest AS g
                WHERE g.ordered_at < $1 AND g.payload IS NOT NULL AND NOT EXISTS (
                    SELECT FROM booking_guest AS b
                    WHERE b.guest_external_id = g.external_id AND b.hotel_id = g.hotel_id AND b.connection_id = g.connection_id)
                LIMIT $2 FOR UPDATE SKIP LOCKED))
            RETURNING hotel_id, connection_id, external_id
        ), contacts AS (
            DELETE FROM guest_contact AS c USING old
            WHERE c.source_external_id = old.external_id AND c.source = 'guest' AND c.hotel_id = old.hotel_id AND c.connection_id = old.connection_id
        ), merges AS (
            DELETE FROM guest_alias AS a USING old
            WHERE a.guest_external_id = old.external_id AND a.hotel_id = old.hotel_id AND a.connection_id = old.connection_id
        )
        SELECT count(*) FROM old
        """;

    private const int AtOnce = 1000;

    /// <returns>How many stays and profiles went.</returns>
    public async Task<(long Stays, long Profiles)> ForgetAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() - options.Stays;
        return (
            await DeleteAsync(Stays, Parameter.Of(DateOnly.FromDateTime(until.UtcDateTime)), cancellationToken),
            await DeleteAsync(Profiles, Parameter.Of(until.UtcDateTime), cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            try
            {
                await persons.ForgetAsync(stoppingToken);
                var (stays, profiles) = await ForgetAsync(stoppingToken);
                if (stays + profiles > 0)
                    Log.Forgotten(logger, stays, profiles);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                Log.Failed(logger, TransientFaults.Is(exception) ? LogLevel.Warning : LogLevel.Error, options.Interval, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<long> DeleteAsync(string sql, NpgsqlParameter until, CancellationToken cancellationToken)
    {
        for (var total = 0L; ;)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(until.Clone());
            command.Parameters.Add(Parameter.Of(AtOnce));
            var deleted = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            total += deleted;
            if (deleted < AtOnce)
                return total;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Stays} stays and {Profiles} profiles were kept long enough and are deleted")]
        public static partial void Forgotten(ILogger logger, long stays, long profiles);

        [LoggerMessage(EventId = 2, Message = "What was kept long enough could not be deleted; next try in {Interval}")]
        public static partial void Failed(ILogger logger, LogLevel level, TimeSpan interval, Exception exception);
    }
}
