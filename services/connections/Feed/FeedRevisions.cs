using System.Collections.Frozen;
using Npgsql;

namespace PmsPlatform.Connections.Feed;

/// <summary>
/// The revision of every feed, as the database has it. A notification tells of a change at once, whichever replica made it; a look every second finds what a
/// lost notification did not tell.
/// </summary>
internal sealed partial class FeedRevisions(NpgsqlDataSource database, TimeProvider time, ILogger<FeedRevisions> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private volatile State _state = new(FrozenDictionary<string, long>.Empty);

    /// <summary>Waits until the feed's revision is another one, or the time is over. Gives the revision then.</summary>
    public async Task<long> WaitAsync(string feed, long known, TimeSpan most, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var state = _state;
            var current = state.Revisions.GetValueOrDefault(feed);

            // Behind who asks for a moment, or the database is an older one again: it knows.
            if (current < known)
                current = await ReadAsync(feed, cancellationToken);
            var rest = most - time.GetElapsedTime(began);
            if (current != known || rest <= TimeSpan.Zero)
                return current;
            await state.Replaced.Task.WaitAsync(rest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The feed's revision as the database has it now.</summary>
    public async Task<long> ReadAsync(string feed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT revision FROM feed_revision WHERE feed = $1");
        command.Parameters.Add(new() { Value = feed });
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                await using (var listen = new NpgsqlCommand("LISTEN pms_feed", connection))
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                failing = false;
                while (true)
                {
                    Take(await ReadAllAsync(connection, stoppingToken));
                    await connection.WaitAsync(Look, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException or IOException)
            {
                if (!failing)
                    Log.Deaf(logger, exception);
                failing = true;
                await Task.Delay(Look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<FrozenDictionary<string, long>> ReadAllAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT feed, revision FROM feed_revision", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, long> revisions = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            revisions[reader.GetString(0)] = reader.GetInt64(1);
        return revisions.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void Take(FrozenDictionary<string, long> revisions)
    {
        var before = _state;
        if (before.Revisions.Count == revisions.Count && revisions.All(feed => before.Revisions.TryGetValue(feed.Key, out var known) && known == feed.Value))
            return;

        _state = new State(revisions);
        before.Replaced.SetResult();
    }

    private sealed record State(FrozenDictionary<string, long> Revisions)
    {
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The database does not tell of changes; who asks meanwhile learns of them later")]
        public static partial void Deaf(ILogger logger, Exception exception);
    }
}
