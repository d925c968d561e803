using Npgsql;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>Holds whoever comes to a step of a connector's inbox or write-backs, in the middle of its transaction, so that it can be killed exactly there.</summary>
internal sealed class HeldStep : IAsyncDisposable
{
    private const string Dead = """
        SELECT pg_terminate_backend(waiting.pid, 10000) FROM pg_locks AS waiting JOIN pg_database ON oid = database
        WHERE datname = current_database() AND NOT granted
        """;

    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _holder;

    private HeldStep(NpgsqlDataSource database, NpgsqlConnection holder)
    {
        _database = database;
        _holder = holder;
    }

    /// <param name="database">The connector's database.</param>
    /// <param name="schema">The vendor's schema in it.</param>
    /// <param name="moment">
    /// Of a delivery: <c>received</c>, acknowledged and not taken up yet; <c>taken up</c>, before anything is published; <c>published</c>, when the broker has
    /// confirmed and nothing is committed yet. Of a write: <c>accepted</c>, not claimed yet; <c>settled</c>, when it was announced and that is not committed yet.
    /// </param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    public static async Task<HeldStep> HoldAsync(string database, string schema, string moment, CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { SearchPath = schema });
        var holder = await source.OpenConnectionAsync(cancellationToken);
        const string function = """
            SELECT pg_advisory_lock(4711);
            CREATE FUNCTION hold_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$;
            """;
        string[] steps = moment switch
        {
            "received" => [function, Trigger("inbox", "NEW.attempts > OLD.attempts")],
            "published" => [function, Trigger("inbox", "OLD.state = 'Received' AND NEW.state <> 'Received'")],
            "accepted" => [function, Trigger("write_back", "OLD.state = 'Queued' AND NEW.state = 'Running'")],
            "settled" => [function, Trigger("write_back", "OLD.unannounced AND NOT NEW.unannounced AND NEW.settled_at IS NOT NULL")],

            // What is known of the records is read between taking up and publishing.
            "taken up" => ["BEGIN; LOCK TABLE known_version IN ACCESS EXCLUSIVE MODE"],
            _ => throw new ArgumentOutOfRangeException(nameof(moment), moment, "There is no such step."),
        };
        foreach (var sql in steps)
        {
            await using var command = new NpgsqlCommand(sql, holder);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return new HeldStep(source, holder);
    }

    /// <summary>Waits until somebody is held.</summary>
    public Task ReachedAsync(TimeSpan deadline, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () => await CountAsync(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database() AND locktype IN ('advisory', 'relation') AND NOT granted", cancellationToken) > 0,
        deadline, "somebody is held", cancellationToken);

    /// <summary>
    /// Ends whom it held and holds nobody any more. The server would carry a dead client's statement through to its commit, for it looks at the client only
    /// afterwards: such a step would have been done after all.
    /// </summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])[Dead, "COMMIT", "SELECT pg_advisory_unlock_all()", "DROP FUNCTION IF EXISTS hold_step() CASCADE"])
        {
            await using var command = new NpgsqlCommand(sql, _holder);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Counts something in the connector's tables.</summary>
    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _holder.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static string Trigger(string table, string condition) =>
        $"CREATE TRIGGER hold_step BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION hold_step()";
}
