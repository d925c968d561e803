using Npgsql;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Database;

/// <summary>What is done for a caller is bound to his hotels, and what comes after it is not.</summary>
public sealed class HotelScopeTests(HotelScopeTests.Notes notes) : IClassFixture<HotelScopeTests.Notes>
{
    private static readonly CallerIdentity Caller = new("a test", ["htl_one", "htl_two"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_see_the_callers_hotels_and_the_next_one_on_the_session_all()
    {
        var hotel = await notes.ScenarioAsync();
        var seen = await notes.Scope.RunAsync(new("a test", [hotel]), "SELECT DISTINCT hotel_id FROM note", [], row => row.GetString(0), Cancel);

        Assert.Equal([hotel], seen);
        Assert.Equal(["postgres|"], await notes.ListAsync("SELECT current_user || '|' || coalesce(current_setting('pms.hotels', true), '')"));
    }

    [Fact]
    public async Task Several_statements_are_kept_together_or_not_at_all()
    {
        var text = await notes.ScenarioAsync();
        var insert = "INSERT INTO note VALUES ($1, $2) RETURNING hotel_id";

        Assert.Equal(["htl_one", "htl_two"], await notes.Scope.RunAsync(Caller, [Insert("htl_one"), Insert("htl_two")], row => row.GetString(0), Cancel));
        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => notes.Scope.RunAsync(Caller, [Insert("htl_one"), Insert("htl_three")], row => row.GetString(0), Cancel));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal(["htl_one", "htl_two"], await notes.ListAsync($"SELECT hotel_id FROM note WHERE content = '{text}' AND hotel_id <> content ORDER BY 1"));

        NpgsqlBatchCommand Insert(string hotel) => new(insert)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = hotel }, new NpgsqlParameter<string> { TypedValue = text } },
        };
    }

    [Fact]
    public async Task A_transaction_is_bound_from_then_on_to_its_end()
    {
        var hotel = await notes.ScenarioAsync();
        await using var connection = await notes.Database.OpenConnectionAsync(Cancel);
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await notes.Scope.EnterAsync(transaction, new("a test", [hotel]), Cancel);
            await using var command = new NpgsqlCommand("SELECT count(DISTINCT hotel_id) FROM note", connection, transaction);
            Assert.Equal(1L, await command.ExecuteScalarAsync(Cancel));
            await transaction.CommitAsync(Cancel);
        }

        await using var after = new NpgsqlCommand("SELECT current_user::text", connection);
        Assert.Equal("postgres", await after.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task Without_a_hotel_there_is_nothing()
    {
        await notes.ScenarioAsync();
        Assert.Empty(await notes.Scope.RunAsync(new("a test", []), "SELECT hotel_id FROM note", [], row => row.GetString(0), Cancel));
    }

    /// <summary>A table as services have them, of which sessions are not set back when they return to the pool.</summary>
    public sealed class Notes(SharedServers servers) : IAsyncLifetime
    {
        private const string Role = "pms_test_caller";

        private int _count;

        public NpgsqlDataSource Database { get; private set; } = null!;

        public HotelScope Scope => new(Database, Role);

        public async ValueTask InitializeAsync()
        {
            Database = NpgsqlDataSource.Create(await servers.FreshDatabaseAsync(Cancel) + ";No Reset On Close=true;Maximum Pool Size=1");
            await using var schema = Database.CreateCommand(
                $"""
                CREATE ROLE {Role} NOLOGIN;
                CREATE TABLE note (hotel_id text NOT NULL, content text NOT NULL);
                GRANT SELECT, INSERT ON note TO {Role};
                ALTER TABLE note ENABLE ROW LEVEL SECURITY;
                CREATE POLICY own_hotels ON note TO {Role} USING (hotel_id = ANY ((SELECT string_to_array(current_setting('pms.hotels', true), E'\n'))::text[]));
                """);
            await schema.ExecuteNonQueryAsync(Cancel);
        }

        /// <summary>Notes of a hotel that no other test has, and of another one. Gives the hotel, which is also what they say.</summary>
        public async Task<string> ScenarioAsync()
        {
            var hotel = $"htl_{Interlocked.Increment(ref _count)}";
            await ListAsync($"INSERT INTO note VALUES ('{hotel}', '{hotel}'), ('htl_other', 'else') RETURNING hotel_id");
            return hotel;
        }

        public async Task<IReadOnlyList<string>> ListAsync(string sql)
        {
            await using var command = Database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            List<string> found = [];
            while (await reader.ReadAsync(Cancel))
                found.Add(reader.GetString(0));
            return found;
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
