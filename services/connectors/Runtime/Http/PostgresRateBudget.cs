using Npgsql;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>
/// Rate windows as rows in PostgreSQL: exact sliding windows that replicas share and a restart remembers. A call takes one free row of every
/// window and holds it until the window has passed since its <em>answer</em>: the vendor counted it at some moment before, so that no span at the
/// vendor's own clock can ever hold more calls than allowed. A process that dies leaves its rows to free themselves.
/// </summary>
internal sealed class PostgresRateBudget : IRateBudget
{
    /// <summary>Clocks that run a little apart must not turn the last legal call into the first illegal one.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly TimeSpan _longestCall;
    private readonly string _pauseKey;
    private readonly (string Account, RateWindow Window)[] _windows;
    private readonly string[] _accounts;
    private readonly string[] _names;
    private readonly TimeSpan[] _spans;
    private readonly SemaphoreSlim _turnstile = new(1, 1);
    private bool _seeded;

    /// <param name="database">The vendor's schema.</param>
    /// <param name="windows">Every window with the key of the account or address that shares it.</param>
    /// <param name="pauseKey">The account that a pause holds for.</param>
    /// <param name="longestCall">After this long a call without an answer is over.</param>
    /// <param name="time">The clock for waiting; the windows themselves go by the database's.</param>
    public PostgresRateBudget(
        NpgsqlDataSource database, IReadOnlyList<(string Account, RateWindow Window)> windows, string pauseKey, TimeSpan longestCall, TimeProvider time)
    {
        _database = database;
        _time = time;
        _longestCall = longestCall;
        _pauseKey = pauseKey;
        _windows = [.. windows];
        _accounts = [.. windows.Select(window => window.Account)];
        _names = [.. windows.Select(window => NameOf(window.Window))];
        _spans = [.. windows.Select(window => window.Window.Per + Margin)];
    }

    public async Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        // One waiter at a time asks the database; the others queue here in order.
        await _turnstile.WaitAsync(cancellationToken);
        try
        {
            await SeedAsync(cancellationToken);
            while (true)
            {
                if (await TryTakeAsync(cancellationToken) is { } slots)
                    return new Place(this, slots);
                await Task.Delay(await UntilFreeAsync(cancellationToken), _time, cancellationToken);
            }
        }
        finally
        {
            _turnstile.Release();
        }
    }

    public async Task<TimeSpan> ForecastAsync(long calls, CancellationToken cancellationToken)
    {
        // Who is calling now holds a place for as long as a call may last at most, and mostly gives it back at once.
        const string sql = """
            SELECT w.place, least(greatest(s.free_at - clock_timestamp(), interval '0'), w.span)
            FROM unnest($1::text[], $2::text[], $3::interval[]) WITH ORDINALITY AS w (account, rate_window, span, place)
            JOIN rate_slot s USING (account, rate_window)
            UNION ALL
            SELECT 0, paused_until - clock_timestamp() FROM rate_pause WHERE account = $4
            """;
        await SeedAsync(cancellationToken);
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _accounts });
        command.Parameters.Add(new() { Value = _names });
        command.Parameters.Add(new() { Value = _spans });
        command.Parameters.Add(new() { Value = _pauseKey });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var waits = _windows.Select(_ => new List<TimeSpan>()).ToList();
        var pause = TimeSpan.Zero;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt64(0) is var place and > 0)
                waits[(int)place - 1].Add(reader.GetFieldValue<TimeSpan>(1));
            else
                pause = reader.GetFieldValue<TimeSpan>(1);
        }

        return RateForecast.UntilLast(calls, [.. waits.Select((places, index) => new WindowState(_spans[index], places))], pause);
    }

    public async Task PauseAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO rate_pause (account, paused_until) VALUES ($1, clock_timestamp() + $2)
            ON CONFLICT (account) DO UPDATE SET paused_until = greatest(rate_pause.paused_until, excluded.paused_until)
            """;
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _pauseKey });
        command.Parameters.Add(new() { Value = wait });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes one slot of every window or none at all. Null when some window is full or the vendor asked to wait.</summary>
    private async Task<int[]?> TryTakeAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            WITH picked AS MATERIALIZED (
                SELECT w.place, free.account, free.rate_window, free.slot, w.span
                FROM unnest($1::text[], $2::text[], $3::interval[]) WITH ORDINALITY AS w (account, rate_window, span, place)
                CROSS JOIN LATERAL (
                    SELECT s.account, s.rate_window, s.slot
                    FROM rate_slot s
                    WHERE s.account = w.account AND s.rate_window = w.rate_window AND s.free_at <= clock_timestamp()
                    ORDER BY s.free_at
                    LIMIT 1
                    FOR UPDATE SKIP LOCKED
                ) AS free
                WHERE NOT EXISTS (SELECT FROM rate_pause p WHERE p.account = $4 AND p.paused_until > clock_timestamp())
            ), taken AS (
                UPDATE rate_slot s
                SET free_at = clock_timestamp() + p.span + $5
                FROM picked p
                WHERE s.account = p.account AND s.rate_window = p.rate_window AND s.slot = p.slot
                  AND (SELECT count(*) FROM picked) = cardinality($1)
                RETURNING p.place, s.slot
            )
            SELECT array_agg(slot ORDER BY place) FROM taken
            """;
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _accounts });
        command.Parameters.Add(new() { Value = _names });
        command.Parameters.Add(new() { Value = _spans });
        command.Parameters.Add(new() { Value = _pauseKey });
        command.Parameters.Add(new() { Value = _longestCall });
        return await command.ExecuteScalarAsync(cancellationToken) as int[];
    }

    private async Task<TimeSpan> UntilFreeAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT greatest(
                (SELECT max(first_free) FROM (
                    SELECT min(s.free_at) AS first_free
                    FROM unnest($1::text[], $2::text[]) AS w (account, rate_window)
                    JOIN rate_slot s USING (account, rate_window)
                    GROUP BY w.account, w.rate_window) AS windows),
                (SELECT max(paused_until) FROM rate_pause WHERE account = $3)) - clock_timestamp()
            """;
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _accounts });
        command.Parameters.Add(new() { Value = _names });
        command.Parameters.Add(new() { Value = _pauseKey });
        var wait = await command.ExecuteScalarAsync(cancellationToken) as TimeSpan? ?? TimeSpan.Zero;

        // Free by now, yet not taken: another replica holds the row for a moment.
        return wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(2);
    }

    private async Task LeaveAsync(int[] slots)
    {
        const string sql = """
            UPDATE rate_slot s
            SET free_at = clock_timestamp() + w.span
            FROM unnest($1::text[], $2::text[], $3::interval[], $4::int[]) AS w (account, rate_window, span, slot)
            WHERE s.account = w.account AND s.rate_window = w.rate_window AND s.slot = w.slot
            """;
        try
        {
            await using var command = _database.CreateCommand(sql);
            command.Parameters.Add(new() { Value = _accounts });
            command.Parameters.Add(new() { Value = _names });
            command.Parameters.Add(new() { Value = _spans });
            command.Parameters.Add(new() { Value = slots });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The slots free themselves later, which only costs speed; the answer that was just received must not be lost over it.
        }
    }

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (_seeded)
            return;

        const string sql = """
            WITH wanted AS (
                SELECT w.account, w.rate_window, slot
                FROM unnest($1::text[], $2::text[], $3::int[]) AS w (account, rate_window, calls), generate_series(1, w.calls) AS slot
            )
            INSERT INTO rate_slot (account, rate_window, slot, free_at)
            SELECT account, rate_window, slot, to_timestamp(0) FROM wanted
            ON CONFLICT DO NOTHING
            """;
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _accounts });
        command.Parameters.Add(new() { Value = _names });
        command.Parameters.Add(new() { Value = _windows.Select(window => window.Window.Calls).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _seeded = true;
    }

    /// <summary>The limit is part of the name: a changed limit begins with windows of its own.</summary>
    private static string NameOf(RateWindow window) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{window.Calls}/{window.Per.TotalSeconds:0.###}s");

    private sealed class Place(PostgresRateBudget budget, int[] slots) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await budget.LeaveAsync(slots);
    }
}
