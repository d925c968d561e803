using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Privacy;

/// <summary>
/// Takes everybody out of bookings that ended, and of profiles that did not change, longer ago than persons are to be known. The versions stay, and with them
/// the counts and the proof of completeness.
/// </summary>
internal sealed partial class AnonymiseOldStays(
    NpgsqlDataSource database, PersonalVersions versions, ErasedPersons persons, PersonalDataProtector protector, RetentionOptions options, TimeProvider time, ILogger<AnonymiseOldStays> logger) : BackgroundService
{
    private const int AtOnce = 500;

    private const string Old = """
        SELECT s.set_id, s.entity, s.hotel_id, s.connection_id, array_agg(e.external_id), max(e.recorded_at)
        FROM (
            SELECT e.set_id, e.external_id, e.recorded_at
            FROM entity AS e
            JOIN entity_set AS s ON s.set_id = e.set_id
            WHERE (e.anonymised_at IS NULL OR e.recorded_at > e.anonymised_at)
              AND ((s.entity = 'booking' AND coalesce(e.departure, e.removed_at::date) < $1) OR (s.entity = 'guest' AND e.ordered_at < $2))
            LIMIT $3) AS e
        JOIN entity_set AS s ON s.set_id = e.set_id
        GROUP BY s.set_id
        """;

    /// <returns>How many bookings and profiles say nobody any more.</returns>
    public async Task<long> AnonymiseAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() - options.Stays;
        var everyone = PersonTrace.OfEveryone(protector);
        for (var total = 0L; ;)
        {
            var old = await OldAsync(until, cancellationToken);
            foreach (var (set, ids, seen) in old)
            {
                await versions.RewriteAsync(
                    set, ids, json => set.Entity is EntityKind.Guest ? PersonErasure.OfGuest(json) : PersonErasure.WithoutPerson(json, everyone), cancellationToken);
                await MarkAsync(set, ids, seen, cancellationToken);
                total += ids.Length;
            }

            if (old.Sum(group => group.Ids.Length) < AtOnce)
                return total;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            try
            {
                await persons.ForgetAsync(stoppingToken);
                if (await AnonymiseAsync(stoppingToken) is > 0 and var count)
                    Log.Anonymised(logger, count);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                Log.Failed(logger, TransientFaults.Is(exception) ? LogLevel.Warning : LogLevel.Error, options.Interval, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<List<(VersionSet Set, string[] Ids, DateTime Seen)>> OldAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Old);
        command.Parameters.Add(Parameter.Of<DateOnly>(NpgsqlDbType.Date, DateOnly.FromDateTime(until.UtcDateTime)));
        command.Parameters.Add(Parameter.Instant(until.UtcDateTime));
        command.Parameters.Add(Parameter.Of<int>(NpgsqlDbType.Integer, AtOnce));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(VersionSet Set, string[] Ids, DateTime Seen)> old = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            old.Add((
                new VersionSet(reader.GetInt32(0), EntityNames.FromColumn(reader.GetString(1)), reader.GetString(2), reader.GetString(3)),
                reader.GetFieldValue<string[]>(4), reader.GetDateTime(5)));
        }

        return old;
    }

    // What was recorded since it was looked for is looked at again.
    private async Task MarkAsync(VersionSet set, string[] ids, DateTime seen, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE entity SET anonymised_at = $3 WHERE set_id = $1 AND external_id = ANY ($2) AND recorded_at <= $3");
        command.Parameters.Add(Parameter.Of<int>(NpgsqlDbType.Integer, set.Id));
        command.Parameters.Add(Parameter.Texts(ids));
        command.Parameters.Add(Parameter.Instant(seen));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} bookings and profiles were kept long enough and say nobody any more")]
        public static partial void Anonymised(ILogger logger, long count);

        [LoggerMessage(EventId = 2, Message = "What was kept long enough could not be made anonymous; next try in {Interval}")]
        public static partial void Failed(ILogger logger, LogLevel level, TimeSpan interval, Exception exception);
    }
}
