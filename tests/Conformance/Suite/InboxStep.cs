using Npgsql;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>Holds whoever comes to a step of a connector's inbox, in the middle of its transaction, so that it can be killed exactly there.</summary>
internal sealed class InboxStep : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _holder;

    private InboxStep(NpgsqlDataSource database, NpgsqlConnection holder)
    {
        _database = database;
        _holder = holder;
    }

    /// <param name="database">The connector's database.</param>
    /// <param name="schema">The vendor's schema in it.</param>
    /// <param name="moment">
    /// <c>received</c>, acknowledged and not taken up yet; <c>taken up</c>, before anything is published; or <c>published</c>, when the broker has confirmed and
    /// nothing is committed yet.
    /// </param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    public static async Task<InboxStep> HoldAsync(string database, string schema, string moment, CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { SearchPath = schema });
        var holder = await source.OpenConnectionAsync(cancellationToken);
        const string common = """
            SELECT pg_advisory_lock(4711);
            CREATE FUNCTION hold_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$;
            """;
        const string received = "CREATE TRIGGER hold_step BEFORE UPDATE ON inbox FOR EACH ROW WHEN (NEW.attempts > OLD.attempts) EXECUTE FUNCTION hold_step()";
        const string published = "CREATE TRIGGER hold_step BEFORE UPDATE ON inbox FOR EACH ROW WHEN (OLD.state = 'Received' AND NEW.state <> 'Received') EXECUTE FUNCTION hold_step()";

        // What is known of the records is read between taking up and publishing.
        const string taken = "BEGIN; LOCK TABLE known_version IN ACCESS EXCLUSIVE MODE";
        foreach (var sql in moment switch { "received" => (string[])[common, received], "taken up" => [taken], _ => [common, published] })
        {
            await using var command = new NpgsqlCommand(sql, holder);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return new InboxStep(source, holder);
    }

    /// <summary>Waits until somebody is held.</summary>
    public Task ReachedAsync(TimeSpan deadline, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () => await CountAsync(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database() AND locktype IN ('advisory', 'relation') AND NOT granted", cancellationToken) > 0,
        deadline, "a delivery is held", cancellationToken);

    /// <summary>Lets everybody go on who is still there, and holds nobody any more.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])["COMMIT", "SELECT pg_advisory_unlock_all()", "DROP TRIGGER IF EXISTS hold_step ON inbox", "DROP FUNCTION IF EXISTS hold_step()"])
        {
            await using var command = new NpgsqlCommand(sql, _holder);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Counts something in the inbox.</summary>
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
}
