using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.SyncLedger.Entities;
using PmsPlatform.TestKit;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>What lies in the database and in the logs.</summary>
public sealed class StorageTests(Ledger ledger) : IClassFixture<Ledger>
{
    private const string Mark = "marked-person";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Personal_data_is_in_no_table_and_in_no_log()
    {
        var connection = Make.Connection();
        var marked = Make.Item("b1", 1, Mark) with { Value = Make.Booking("b1", Mark) with { SpecialRequests = Mark, VendorStatus = Mark } };
        await ledger.PublishAsync(Make.Bookings(connection, marked));
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 2, Mark), Make.Item("b1", 3, "other")));
        await ledger.PublishAsync(Make.Bookings(connection, marked with { Version = marked.Version with { ContentHash = "refused" } }));
        await ledger.CountedAsync(connection, 3);
        await Eventually.TrueAsync(
            () => ledger.Logs.Text.Contains("held back", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the refused snapshot is held back", Cancellation);

        List<string> tables = [];
        await using (var command = ledger.Database.CreateCommand("SELECT tablename::text FROM pg_tables WHERE schemaname = 'ledger'"))
        await using (var reader = await command.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation))
                tables.Add(reader.GetString(0));
        }

        Assert.Contains("entity_history", tables);
        Assert.Contains("refused_snapshot", tables);
        foreach (var table in tables)
        {
            // Text as it is, bytes as they are and as their hexadecimal digits.
            var found = await ledger.ScalarAsync<long>(
                $"SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'", Mark, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Mark)));
            Assert.True(found == 0, table);
        }

        Assert.DoesNotContain(Mark, ledger.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_moved_to_another_row_cannot_be_read()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 1, "A"), Make.Item("b2", 1, "B")));
        await ledger.CountedAsync(connection, 2);
        await ledger.ScalarAsync<object>(
            "UPDATE entity_history SET payload = (SELECT payload FROM entity_history AS h WHERE h.set_id = entity_history.set_id AND h.external_id = 'b2') WHERE external_id = 'b1' AND set_id = (SELECT set_id FROM entity_set WHERE connection_id = $1)",
            connection);

        using var response = await ledger.SendAsync($"/api/ledger/bookings/{connection}/b1");
        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Partitions_are_made_ahead_and_take_over_what_the_default_partition_had_taken()
    {
        var partitions = new KeepPartitionsAhead(
            ledger.Database, ledger.Time, ledger.Services.GetRequiredService<Microsoft.Extensions.Logging.ILogger<KeepPartitionsAhead>>());
        await partitions.MakeAsync(Cancellation);
        var made = await PartitionsAsync();
        Assert.All(["entity_history_2030_06", "entity_history_2030_07", "entity_history_2030_08", "entity_history_2030_09"], month => Assert.Contains(month, made));

        var connection = Make.Connection();
        await WriteAsync(connection, 1, "A");
        Assert.Equal("entity_history_2030_06", await PartitionOfAsync(connection));

        // Nobody kept partitions ahead for a year: nothing is refused, and it moves when somebody does.
        var late = Make.Connection();
        var later = Store(new DateTimeOffset(2031, 7, 31, 23, 59, 59, TimeSpan.Zero));
        await later.WriteAsync(EntityKind.Booking, [Snapshot(late, 1, "A")], Cancellation);
        Assert.Equal("entity_history_default", await PartitionOfAsync(late));

        await ledger.ScalarAsync<bool>("SELECT make_history_partition('2031-07-01')");
        Assert.Equal("entity_history_2031_07", await PartitionOfAsync(late));
        Assert.False(await ledger.ScalarAsync<bool>("SELECT make_history_partition('2031-07-15')"));
        Assert.Equal("A", (await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{late}/b1")).Value.GetProperty("notes").GetString());
    }

    [Fact]
    public async Task A_month_of_history_can_be_removed_and_what_is_still_current_stays()
    {
        var connection = Make.Connection();
        var then = Store(new DateTimeOffset(2029, 3, 15, 0, 0, 0, TimeSpan.Zero));
        await ledger.ScalarAsync<bool>("SELECT make_history_partition('2029-03-01')");
        await then.WriteAsync(EntityKind.Booking, [Snapshot(connection, 1, "A"), Snapshot(connection, 2, "B")], Cancellation);
        await then.WriteAsync(EntityKind.Booking, [Snapshot(connection, 1, "still current", "b2")], Cancellation);
        await WriteAsync(connection, 3, "B");
        await WriteAsync(connection, 4, "C");

        // A goes; B stays, because the later B refers to it; so does what is still current.
        Assert.Equal(1, await ledger.ScalarAsync<long>("SELECT drop_history_partition('2029-03-01')"));

        var history = await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/bookings/{connection}/b1/history");
        Assert.Equal(["C", "B"], history.Items.Select(version => version.Value.GetProperty("notes").GetString()));
        Assert.Equal("still current", (await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/b2")).Value.GetProperty("notes").GetString());
    }

    [Fact]
    public async Task A_redelivery_is_recognised_in_an_older_partition()
    {
        var connection = Make.Connection();
        await WriteAsync(connection, 1, "A");
        await WriteAsync(connection, 2, "B");
        await Store(new DateTimeOffset(2030, 9, 1, 0, 0, 0, TimeSpan.Zero)).WriteAsync(EntityKind.Booking, [Snapshot(connection, 1, "A")], Cancellation);

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((2, 1, 0), (statistics.Applied, statistics.Unchanged, statistics.Stale));
    }

    [Fact]
    public async Task Every_entity_is_found_by_its_key_also_while_the_planner_knows_nothing_of_the_table()
    {
        await using var connection = await ledger.Database.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            "EXPLAIN SELECT e.observed_at FROM unnest(ARRAY[1], ARRAY['x']) AS i (set_id, external_id) CROSS JOIN LATERAL (SELECT * FROM entity WHERE set_id = i.set_id AND external_id = i.external_id LIMIT 1) AS e",
            connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var plan = new StringBuilder();
        while (await reader.ReadAsync(Cancellation))
            plan.AppendLine(CultureInfo.InvariantCulture, $"{reader.GetString(0)}");

        Assert.Contains("entity_pkey", plan.ToString(), StringComparison.Ordinal);
    }

    private Task WriteAsync(string connection, int minute, string content) => ledger.WriteAsync([Snapshot(connection, minute, content)]);

    private SnapshotStore Store(DateTimeOffset now) => new(ledger.Database, new TestKit.ManualTime(now));

    private Snapshot Snapshot(string connection, int minute, string content, string id = "b1") =>
        Make.Snapshot(connection, id, minute, content, payloads: ledger.Services.GetRequiredService<Payloads>());

    private async Task<IReadOnlyList<string>> PartitionsAsync()
    {
        await using var command = ledger.Database.CreateCommand("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'entity_history'::regclass");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> names = [];
        while (await reader.ReadAsync(Cancellation))
            names.Add(reader.GetString(0));
        return names;
    }

    private Task<string> PartitionOfAsync(string connection) => ledger.ScalarAsync<string>(
        "SELECT tableoid::regclass::text FROM entity_history WHERE set_id = (SELECT set_id FROM entity_set WHERE connection_id = $1)", connection);
}
