using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.TestKit;
using RabbitMQ.Client;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>Events over a real broker.</summary>
public sealed class DeliveryTests(Ledger ledger, SharedServers servers) : IClassFixture<Ledger>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bookings_guests_and_rooms_of_the_events_are_kept_as_they_were_sent()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 1, "late arrival")));
        await ledger.PublishAsync(Make.Guests(connection, "g1"));
        await ledger.PublishAsync(Make.Rooms(connection, "r1"));
        await ledger.CountedAsync(connection, 3);

        var booking = await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/b1");
        Assert.Equal(Make.Version(1, "late arrival"), booking.Version);
        Assert.Equal(
            JsonSerializer.Serialize(Make.Booking("b1", "late arrival"), ContractsJson.Default.Booking),
            JsonSerializer.Serialize(booking.Value.Deserialize(ContractsJson.Default.Booking), ContractsJson.Default.Booking));
        Assert.Equal("Confirmed|2030-06-02|2030-06-04", await ledger.ScalarAsync<string>(
            "SELECT status || '|' || arrival || '|' || departure FROM entity WHERE external_id = 'b1' AND set_id = (SELECT min(set_id) FROM entity_set WHERE connection_id = $1 AND entity = 'booking')",
            connection));

        var room = await ledger.GetAsync<LedgerEntry>($"/api/ledger/rooms/{connection}/r1");
        Assert.Null(room.Version.ModifiedAt);
        Assert.Equal("g1", (await ledger.GetAsync<LedgerEntry>($"/api/ledger/guests/{connection}/g1")).ExternalId);
    }

    [Fact]
    public async Task Members_of_a_newer_contract_survive()
    {
        var connection = Make.Connection();
        await SendAsync("pms.bookings.changed", "Bookings", Message(connection, Item("b1", extra: ""","loyaltyNight":{"points":3}""")));
        await ledger.CountedAsync(connection, 1);

        var booking = await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/b1");
        Assert.Equal(3, booking.Value.GetProperty("loyaltyNight").GetProperty("points").GetInt32());
    }

    [Fact]
    public async Task Each_queue_has_its_name_and_is_replicated()
    {
        var queues = await servers.BrokerAsync(ledger.Amqp, "queues", Cancellation);
        string[] expected = ["sync-ledger.bookings", "sync-ledger.guests", "sync-ledger.quarantine", "sync-ledger.rooms", "sync-ledger.runs"];
        var found = queues.Where(queue => expected.Contains(queue.GetProperty("name").GetString(), StringComparer.Ordinal)).ToList();

        Assert.Equal(expected.Length, found.Count);
        Assert.All(found, queue => Assert.Equal("quorum", queue.GetProperty("type").GetString()));

        // MassTransit makes the exchange of a type that others cannot see a passing one, and the next service to declare it is refused.
        var exchanges = await servers.BrokerAsync(ledger.Amqp, "exchanges", Cancellation);
        Assert.All(exchanges.Where(exchange => exchange.GetProperty("name").GetString()!.StartsWith("pms.", StringComparison.Ordinal)),
            exchange => Assert.True(exchange.GetProperty("durable").GetBoolean()));
    }

    [Fact]
    public async Task Events_that_arrive_in_any_order_and_twice_end_in_the_latest_version()
    {
        var connection = Make.Connection();
        var events = Enumerable.Range(1, 30).Select(minute => Make.Bookings(connection, Make.Item("b1", minute, $"v{minute}"), Make.Item($"n{minute}", 1, "new"))).ToArray();
        await ledger.PublishAsync([.. events.Concat(events).Shuffle()]);
        await ledger.CountedAsync(connection, 120);

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((31, 60), (statistics.Current, statistics.Applied + statistics.Stale));
        Assert.Equal("v30", (await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/b1")).Value.GetProperty("notes").GetString());
        Assert.Equal(30, (await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/bookings/{connection}/b1/history")).Items.Count);
    }

    [Theory]
    [InlineData("""{"version":{"observedAt":"2030-06-01T00:00:00Z","contentHash":"00112233445566778899aabbccddeeff"},"value":{"status":"Confirmed","arrival":"2030-06-02","departure":"2030-06-04"}}""", "$.value.externalId is missing")]
    [InlineData("""{"version":{"observedAt":"2030-06-01T00:00:00Z","contentHash":"00112233445566778899aabbccddeeff"},"value":{"externalId":"x\u0000","status":"Confirmed","arrival":"2030-06-02","departure":"2030-06-04"}}""", "$.value.externalId is empty, longer than")]
    [InlineData("""{"version":{"observedAt":"2030-06-01T00:00:00Z","contentHash":"00112233445566778899aabbccddeeff"},"value":{"externalId":"\ud800","status":"Confirmed","arrival":"2030-06-02","departure":"2030-06-04"}}""", "$.value.externalId is not valid Unicode")]
    [InlineData("""{"version":{"observedAt":"2030-06-01T00:00:00Z","contentHash":"00112233445566778899aabbccddeeff"},"value":{"externalId":"x","status":"Confirmed","arrival":"tomorrow","departure":"2030-06-04"}}""", "$.value.arrival is not a date")]
    [InlineData("""{"version":{"observedAt":"2030-06-01T00:00:00Z","contentHash":"short"},"value":{"externalId":"x","status":"Confirmed","arrival":"2030-06-02","departure":"2030-06-04"}}""", "$.version.contentHash is not")]
    [InlineData("""{"version":{"observedAt":"noon","contentHash":"00112233445566778899aabbccddeeff"},"value":{"externalId":"x","status":"Confirmed","arrival":"2030-06-02","departure":"2030-06-04"}}""", "$.version.observedAt is not an instant")]
    [InlineData("""{"value":{"externalId":"x"}}""", "$.version is missing")]
    [InlineData("""17""", "$.version is missing")]
    public async Task An_item_that_cannot_be_kept_is_held_back_with_its_reason_and_stops_nothing(string bad, string reason)
    {
        var connection = Make.Connection();
        var message = Message(connection, Item("b1"), bad, Item("b2"));
        await SendAsync("pms.bookings.changed", "Bookings", message);
        await SendAsync("pms.bookings.changed", "Bookings", message);
        await ledger.CountedAsync(connection, 4);

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((2, 2, 2, 1), (statistics.Current, statistics.Applied, statistics.Unchanged, statistics.Refused));
        await Eventually.TrueAsync(
            async () => (await RefusalAsync(connection)).Times == 2, Deadline, "the second delivery found the refusal of the first", Cancellation);
        Assert.StartsWith(reason, (await RefusalAsync(connection)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_database_refuses_is_found_by_splitting_and_the_rest_is_kept()
    {
        await ExecuteAsync("""
            CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
            CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON entity FOR EACH ROW WHEN (NEW.external_id LIKE 'cursed%') EXECUTE FUNCTION refuse();
            """);
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, [.. Enumerable.Range(0, 200).Select(i => Make.Item(i % 50 == 7 ? $"cursed{i}" : $"b{i}", 1, "A"))]));
        await ledger.CountedAsync(connection, 196);

        var refusals = await ledger.GetAsync<Page<LedgerRefusal>>($"/api/ledger/refusals?connectionId={connection}");
        Assert.Equal(["cursed107", "cursed157", "cursed57", "cursed7"], refusals.Items.Select(refusal => refusal.ExternalId).Order(StringComparer.Ordinal));
        Assert.All(refusals.Items, refusal => Assert.Contains("P0001", refusal.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_of_which_nothing_can_be_read_goes_to_the_error_queue()
    {
        await SendAsync("pms.guests.changed", "Guests", """{"items":[]}""");

        await Eventually.TrueAsync(
            async () => (await servers.BrokerAsync(ledger.Amqp, "queues", Cancellation)).Any(queue =>
                queue.GetProperty("name").GetString() is "sync-ledger.guests_error" && queue.TryGetProperty("messages", out var count) && count.GetInt32() == 1),
            Deadline,
            "the event is in the error queue",
            Cancellation);
    }

    [Fact]
    public async Task Connections_cut_in_the_middle_of_batches_lose_and_double_nothing()
    {
        var connection = Make.Connection();
        var cutting = CutConnectionsAsync(times: 6);
        var rounds = 0;
        for (; rounds < 2 || !cutting.IsCompleted; rounds++)
        {
            await ledger.PublishAsync([.. Enumerable.Range(0, 20).Select(i =>
                Make.Bookings(connection, [.. Enumerable.Range(0, 50).Select(k => Make.Item($"b{(i * 50) + k}", rounds, $"v{rounds}"))]))]);
        }

        await cutting;
        await ledger.CountedAsync(connection, rounds * 1000);

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((1000, rounds * 1000, 0, 0), (statistics.Current, statistics.Applied + statistics.Stale, statistics.Unchanged, statistics.Refused));
        Assert.Equal(rounds * 1000, await ledger.ScalarAsync<long>(
            "SELECT count(*) FROM entity_history WHERE set_id = (SELECT set_id FROM entity_set WHERE connection_id = $1)", connection));
    }

    [Fact]
    public async Task A_service_killed_in_the_middle_of_its_work_is_followed_by_another_that_loses_and_doubles_nothing()
    {
        var database = await servers.FreshDatabaseAsync(Cancellation);
        var amqp = await servers.FreshVirtualHostAsync(Cancellation);
        var connection = Make.Connection();
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { SearchPath = "ledger" }.ConnectionString);

        using (var first = await ServiceProcess.StartAsync(database, amqp, Cancellation))
        {
            foreach (var message in Enumerable.Range(0, 60))
                await SendAsync(amqp, "pms.bookings.changed", "Bookings", Event(Make.Bookings(connection, [.. Enumerable.Range(0, 100).Select(i => Make.Item($"b{message}-{i}", 1, "A"))])));
            await Eventually.TrueAsync(async () => await CountAsync(source, "applied") > 0, Deadline, "the first service has begun", Cancellation);
            first.Kill();
        }

        using var second = await ServiceProcess.StartAsync(database, amqp, Cancellation);
        await Eventually.TrueAsync(async () => await CountAsync(source, "current") == 6000, Deadline, "all bookings are kept", Cancellation);
        Assert.Equal(6000, await CountAsync(source, "applied"));
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string column)
    {
        await using var command = source.CreateCommand($"SELECT coalesce(sum({column}), 0)::bigint FROM entity_set");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static string Event(Contracts.Bookings.BookingsChanged @event) => JsonSerializer.Serialize(@event, ContractsJson.Default.BookingsChanged);

    private static string Item(string id, string extra = "") =>
        $$$"""{"version":{"observedAt":"2030-06-01T00:00:00Z","contentHash":"00112233445566778899aabbccddeeff"},"value":{"externalId":"{{{id}}}","status":"Confirmed","arrival":"2030-06-02","departure":"2030-06-04"{{{extra}}}}}""";

    private static string Message(string connection, params string[] items) =>
        $$"""{"context":{{JsonSerializer.Serialize(Make.Context(connection), ContractsJson.Default.EventContext)}},"items":[{{string.Join(',', items)}}]}""";

    private Task SendAsync(string exchange, string entities, string message) => SendAsync(ledger.Amqp, exchange, entities, message);

    /// <summary>What no sender of ours would send.</summary>
    private static async Task SendAsync(string amqp, string exchange, string entities, string message)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(amqp) }.CreateConnectionAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        var envelope = $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:PmsPlatform.Contracts.{{entities}}:{{entities}}Changed"],"message":{{message}}}""";
        await channel.BasicPublishAsync(
            exchange, "", mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json", Persistent = true }, Encoding.UTF8.GetBytes(envelope), Cancellation);
    }

    private async Task<LedgerRefusal> RefusalAsync(string connection) =>
        Assert.Single((await ledger.GetAsync<Page<LedgerRefusal>>($"/api/ledger/refusals?connectionId={connection}")).Items);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = ledger.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Ends sessions of the service that are in the middle of a transaction.</summary>
    private async Task CutConnectionsAsync(int times)
    {
        await using var source = NpgsqlDataSource.Create(ledger.ConnectionString);
        long cut = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                await using var command = source.CreateCommand("""
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'
                    """);
                return (cut += (long)(await command.ExecuteScalarAsync(Cancellation))!) >= times;
            },
            Deadline,
            "transactions were cut",
            Cancellation);
    }
}
