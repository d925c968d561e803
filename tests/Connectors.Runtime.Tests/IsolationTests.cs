using Npgsql;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests;

/// <summary>What stands behind the queries: what is done for a caller reaches the rows of his hotels only, whatever the statement says.</summary>
public sealed class IsolationTests(IsolationTests.Tables tables) : IClassFixture<IsolationTests.Tables>
{
    private static readonly CallerIdentity Caller = new("a test", ["htl_own"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_that_names_a_hotel_is_under_row_level_security()
    {
        Assert.Empty(await tables.Security.UnguardedAsync(["hotel_id"], Token));
        Assert.Empty(await tables.Security.OpenToAsync(ConnectorHost.CallerRole, Token));
    }

    [Fact]
    public async Task Callers_reach_these_tables_and_no_other() =>
        Assert.Equal(
            [
                "audit_note: INSERT", "inbox: SELECT, UPDATE", "quarantine: SELECT", "read_cache: SELECT", "sync_run: SELECT, INSERT",
                "verification: SELECT, INSERT, DELETE", "write_back: SELECT, INSERT, UPDATE",
            ],
            await tables.Security.PrivilegesOfAsync(ConnectorHost.CallerRole, Token));

    [Theory]
    [InlineData("inbox")]
    [InlineData("quarantine")]
    [InlineData("read_cache")]
    [InlineData("sync_run")]
    [InlineData("verification")]
    [InlineData("write_back")]
    public async Task A_statement_that_forgets_the_hotel_shows_nothing_of_others(string table)
    {
        Assert.Equal(["htl_other", "htl_own"], await tables.HotelsInAsync(table));
        Assert.Equal(["htl_own"], await tables.Scope.RunAsync(Caller, $"SELECT hotel_id FROM {table}", [], row => row.GetString(0), Token));
        Assert.Empty(await tables.Scope.RunAsync(new CallerIdentity("a test", []), $"SELECT hotel_id FROM {table}", [], row => row.GetString(0), Token));
    }

    [Theory]
    [InlineData("UPDATE inbox SET state = 'Failed' RETURNING hotel_id")]
    [InlineData("UPDATE write_back SET state = 'Uncertain' RETURNING hotel_id")]
    [InlineData("SELECT hotel_id FROM inbox FOR UPDATE")]
    [InlineData("DELETE FROM verification RETURNING hotel_id")]
    public async Task A_statement_that_forgets_the_hotel_changes_nothing_of_others(string statement)
    {
        await using var connection = await tables.Database.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await tables.Scope.EnterAsync(transaction, Caller, Token);
        await using var command = new NpgsqlCommand(statement, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(Token);

        Assert.True(await reader.ReadAsync(Token));
        Assert.Equal("htl_own", reader.GetString(0));
        Assert.False(await reader.ReadAsync(Token));
    }

    [Theory]
    [InlineData("INSERT INTO sync_run (id, connection_id, hotel_id, entity, mode, state, correlation_id) VALUES (gen_random_uuid(), 'con', $1, 'Booking', 'Full', 'Queued', 'c')")]
    [InlineData("INSERT INTO verification (id, entity, connection_id, hotel_id) VALUES (gen_random_uuid(), 'Room', 'con', $1)")]
    [InlineData("INSERT INTO audit_note (entry) VALUES (json_build_object('hotelId', $1))")]
    [InlineData(
        """
        INSERT INTO write_back (id, hotel_id, connection_id, idempotency_key, request_digest, kind, lane, payload, requested_by, correlation_id)
        VALUES (gen_random_uuid(), $1, 'con', gen_random_uuid()::text, '', 'Note', 'l', '', 'x', 'c')
        """)]
    public async Task Nothing_is_written_for_another_hotel(string statement)
    {
        var caller = new CallerIdentity("a test", ["htl_empty"]);
        await tables.Scope.RunAsync(caller, statement, [new NpgsqlParameter<string> { TypedValue = "htl_empty" }], Token);

        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => tables.Scope.RunAsync(caller, statement, [new NpgsqlParameter<string> { TypedValue = "htl_other" }], Token));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("UPDATE inbox SET hotel_id = 'htl_own'")]
    [InlineData("SELECT payload FROM write_back")]
    [InlineData("SELECT payload FROM quarantine")]
    [InlineData("SELECT entry FROM audit_note")]
    [InlineData("SELECT token FROM vendor_token")]
    public async Task What_callers_never_need_is_closed_to_them_also_of_their_own_hotels(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => tables.Scope.RunAsync(Caller, statement, [], Token));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_search_for_a_booking_finds_what_the_hotel_was_sent_and_nothing_of_another()
    {
        var found = await tables.Scope.RunAsync(Caller, "SELECT cardinality(visible_deliveries_of('b1'))", [], row => row.GetInt32(0), Token);
        Assert.Equal([1], found);
    }

    /// <summary>A row of each of two hotels in every table that callers read.</summary>
    public sealed class Tables(SharedServers servers) : IAsyncLifetime
    {
        public NpgsqlDataSource Database { get; private set; } = null!;

        public HotelScope Scope => RuntimeSchema.ScopeOf(Database);

        public RowSecurity Security => new(Database, "script");

        public async ValueTask InitializeAsync()
        {
            Database = await RuntimeSchema.CreateAsync(servers, Token);
            await using var rows = Database.CreateCommand(
                """
                INSERT INTO inbox (id, hotel_id, connection_id, form, named, payload, size, booking_ids, correlation_id, received_at, queued_at, due_at)
                SELECT gen_random_uuid(), hotel, 'con', 'Vendor', false, '', 0, '{b1}', 'c', now(), now(), now() FROM unnest(ARRAY['htl_own', 'htl_other']) AS hotel;
                INSERT INTO quarantine (id, hotel_id, connection_id, entity, path, reason, payload, first_seen_at, last_seen_at)
                SELECT gen_random_uuid(), hotel, 'con', 'Booking', '$', 'r', '', now(), now() FROM unnest(ARRAY['htl_own', 'htl_other']) AS hotel;
                INSERT INTO read_cache (connection_id, hotel_id, question, payload, fetched_at)
                SELECT hotel, hotel, '', '', now() FROM unnest(ARRAY['htl_own', 'htl_other']) AS hotel;
                INSERT INTO sync_run (id, connection_id, hotel_id, entity, mode, state, correlation_id)
                SELECT gen_random_uuid(), 'con', hotel, 'Booking', 'Full', 'Completed', 'c' FROM unnest(ARRAY['htl_own', 'htl_other']) AS hotel;
                INSERT INTO verification (id, entity, connection_id, hotel_id)
                SELECT gen_random_uuid(), 'Booking', 'con', hotel FROM unnest(ARRAY['htl_own', 'htl_other']) AS hotel;
                INSERT INTO write_back (id, hotel_id, connection_id, idempotency_key, request_digest, kind, lane, payload, requested_by, correlation_id)
                SELECT gen_random_uuid(), hotel, 'con', hotel, '', 'Note', 'l', '', 'x', 'c' FROM unnest(ARRAY['htl_own', 'htl_other']) AS hotel;
                """);
            await rows.ExecuteNonQueryAsync(Token);
        }

        public async Task<IReadOnlyList<string>> HotelsInAsync(string table)
        {
            await using var command = Database.CreateCommand($"SELECT DISTINCT hotel_id FROM {table} WHERE hotel_id <> 'htl_empty' ORDER BY 1");
            await using var reader = await command.ExecuteReaderAsync(Token);
            List<string> hotels = [];
            while (await reader.ReadAsync(Token))
                hotels.Add(reader.GetString(0));
            return hotels;
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
