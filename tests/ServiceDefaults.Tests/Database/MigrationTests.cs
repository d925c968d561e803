using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PmsPlatform.LocalServers;
using PmsPlatform.ServiceDefaults.Schema;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Database;

public sealed class MigrationTests(SharedServers servers)
{
    private static readonly SchemaScript First = new(1, "one", "CREATE TABLE one (id integer)");
    private static readonly SchemaScript Second = new(2, "two", "INSERT INTO one VALUES (1), (2)");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_embedded_scripts_are_applied_before_the_service_answers_and_their_schema_is_the_search_path()
    {
        await using var service = await EmbeddedAsync(await servers.FreshDatabaseAsync(Cancel));
        var database = service.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.Equal("one; with a semicolon", await ScalarAsync(database, "SELECT name_of(1)"));
        Assert.Equal(2L, await ScalarAsync(database, "SELECT count(*) FROM demo.schema_history"));
        var health = await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel);
        Assert.Contains("\"migrations\":{\"status\":\"Healthy\"", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_that_start_at_once_apply_everything_once()
    {
        var connectionString = await servers.FreshDatabaseAsync(Cancel);
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EmbeddedAsync(connectionString)));

        await using var database = NpgsqlDataSource.Create(connectionString);
        Assert.Equal(2L, await ScalarAsync(database, "SELECT count(*) FROM demo.schema_history"));
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM demo.things"));
        Assert.Equal(2, hosts.Sum(host => host.Logs.Entries.Count(entry => entry.Message.Contains("applied 000", StringComparison.Ordinal))));
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_behind_and_is_applied_after_its_repair()
    {
        var connectionString = await servers.FreshDatabaseAsync(Cancel);
        var broken = new SchemaScript(2, "two", "INSERT INTO one VALUES (1), (2);\n\nINSERT INTO missing VALUES (1)");

        var exception = await Assert.ThrowsAsync<SchemaException>(() => RunAsync(connectionString, First, broken));
        Assert.Contains("0002_two.sql failed with 42P01", exception.Message, StringComparison.Ordinal);
        await using var database = NpgsqlDataSource.Create(connectionString);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM demo.one"));
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM demo.schema_history"));

        await RunAsync(connectionString, First, Second);
        Assert.Equal(2L, await ScalarAsync(database, "SELECT count(*) FROM demo.one"));
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_script_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder("killed");
        var options = new PostgresServerOptions { DataFolder = folder.Sub("data") };
        var server = await PostgresServer.StartAsync(options, Cancel);
        var connectionString = await server.CreateDatabaseAsync("killed", Cancel);
        await RunAsync(connectionString, First);

        var slow = new SchemaScript(2, "two", "INSERT INTO one VALUES (1), (2); SELECT pg_sleep(60)");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = RunAsync(connectionString, stop.Token, First, slow);
        await using (var watcher = NpgsqlDataSource.Create(connectionString))
            await Eventually.TrueAsync(
                async () => await ScalarAsync(watcher, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") is 1L,
                TimeSpan.FromSeconds(20), "the script runs", Cancel);
        await server.KillAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await server.DisposeAsync();

        await using var again = await PostgresServer.StartAsync(options with { Port = server.Port }, Cancel);
        await using var database = NpgsqlDataSource.Create(connectionString);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM demo.one"));
        await RunAsync(connectionString, First, Second);
        Assert.Equal(2L, await ScalarAsync(database, "SELECT count(*) FROM demo.one"));
    }

    [Fact]
    public async Task An_edited_script_is_refused()
    {
        var connectionString = await servers.FreshDatabaseAsync(Cancel);
        await RunAsync(connectionString, First, Second);

        var exception = await Assert.ThrowsAsync<SchemaException>(() => RunAsync(connectionString, First, Second with { Sql = "INSERT INTO one VALUES (3)" }));
        Assert.Contains("0002_two.sql was edited", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_script_is_refused()
    {
        var connectionString = await servers.FreshDatabaseAsync(Cancel);
        await RunAsync(connectionString, First, Second);

        var exception = await Assert.ThrowsAsync<SchemaException>(() => RunAsync(connectionString, First));
        Assert.Contains("0002_two.sql, applied", exception.Message, StringComparison.Ordinal);
        Assert.Contains("is missing from this build", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_script_with_an_old_number_is_refused()
    {
        var connectionString = await servers.FreshDatabaseAsync(Cancel);
        var third = new SchemaScript(3, "three", "CREATE TABLE three (id integer)");
        await RunAsync(connectionString, First, third);

        var exception = await Assert.ThrowsAsync<SchemaException>(() => RunAsync(connectionString, First, Second, third));
        Assert.Contains("0002_two.sql is new but 0003 is already applied", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_scripts_with_one_number_are_refused()
    {
        var exception = Assert.Throws<SchemaException>(() => SchemaPlan.Of("demo", [First, First with { Name = "other" }], "test"));
        Assert.Contains("0001_one.sql, 0001_other.sql", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void How_lines_end_does_not_change_the_checksum() =>
        Assert.Equal((First with { Sql = "SELECT 1;\r\nSELECT 2;\r\n" }).Checksum, (First with { Sql = "SELECT 1;\nSELECT 2;" }).Checksum);

    [Theory]
    [InlineData("Ledger")]
    [InlineData("a\"; DROP SCHEMA public; --")]
    [InlineData("")]
    public void A_schema_name_that_is_no_plain_word_is_refused(string schema) =>
        Assert.Throws<ArgumentException>(() => SchemaPlan.Read(typeof(MigrationTests).Assembly, schema));

    [Fact]
    public async Task A_database_that_is_not_there_yet_is_waited_for()
    {
        var server = await servers.PostgresAsync(Cancel);
        var later = new NpgsqlConnectionStringBuilder(server.ConnectionString("comes_later")) { Pooling = false }.ConnectionString;
        var running = RunAsync(later, First);
        await server.CreateDatabaseAsync("comes_later", Cancel);
        await running;

        await using var database = NpgsqlDataSource.Create(later);
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM demo.schema_history"));
    }

    [Fact]
    public async Task A_wrong_password_is_not_waited_for()
    {
        var right = await servers.FreshDatabaseAsync(Cancel);
        var wrong = new NpgsqlConnectionStringBuilder(right) { Password = "wrong" }.ConnectionString;

        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(wrong, First));
    }

    private static Task<TestService> EmbeddedAsync(string connectionString) => TestService.StartAsync(
        builder =>
        {
            builder.AddNpgsqlDataSource("ledger");
            builder.AddSqlMigrations(typeof(MigrationTests).Assembly, "demo");
        },
        settings: [new("ConnectionStrings:ledger", connectionString)],
        cancellationToken: Cancel);

    private static Task RunAsync(string connectionString, params SchemaScript[] scripts) => RunAsync(connectionString, Cancel, scripts);

    private static async Task RunAsync(string connectionString, CancellationToken cancellationToken, params SchemaScript[] scripts)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var plan = SchemaPlan.Of("demo", scripts, "test");
        await new Migrator(database, plan, TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
