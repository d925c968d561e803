using System.Net;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.LocalServers;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

/// <summary>Servers that go away and processes that end at the worst moment.</summary>
public sealed class FaultTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_database_no_delivery_is_acknowledged_and_with_it_the_next_one_is()
    {
        using var folder = new TemporaryFolder("inbox-postgres");
        var options = new PostgresServerOptions { DataFolder = folder.Sub("data"), Durable = false };
        var postgres = await PostgresServer.StartAsync(options, Token);
        var port = postgres.Port;
        await using var inbox = await Hook.StartAsync(servers, Token, database: await postgres.CreateDatabaseAsync("inbox", Token));
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);

        await postgres.KillAsync();
        await postgres.DisposeAsync();
        using (var answer = await inbox.DeliverAsync(Hook.Whole("d2", Hook.Booking("b2")), Token))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.Contains("Retry-After"));
        }

        await using var again = await PostgresServer.StartAsync(options with { Port = port }, Token);
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await inbox.DeliverAsync(Hook.Whole("d2", Hook.Booking("b2")), Token);
                return answer.StatusCode == HttpStatusCode.Accepted;
            },
            TimeSpan.FromSeconds(30), "the vendor's next try is taken", Token);
        await inbox.UntilAsync(InboxState.Processed, 2, Token);
        Assert.Equal(["b1", "b2"], inbox.Events.Ids("pms.bookings.changed"));
    }

    [Fact]
    public async Task While_the_broker_is_away_deliveries_are_taken_and_all_of_them_are_heard_when_it_is_back()
    {
        using var folder = new TemporaryFolder("inbox-rabbit");
        var options = new RabbitMqServerOptions { DataFolder = folder.Sub("data") };
        var rabbit = await RabbitMqServer.StartAsync(options, Token);
        var port = rabbit.Port;
        var amqp = rabbit.Uri.ToString();
        await using var inbox = await Hook.StartAsync(servers, Token, amqp: amqp);
        await using var durable = await DurableQueue.BindAsync(amqp, Token);
        inbox.HasBookings();
        await inbox.AcceptedAsync(Hook.Whole("d0", Hook.Booking("b0")), Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);

        await rabbit.StopAsync(Token);
        await rabbit.DisposeAsync();
        for (var number = 1; number <= 20; number++)
        {
            await inbox.AcceptedAsync(Hook.Whole($"d{number}", Hook.Booking($"b{number}")), Token);
            await inbox.AcceptedAsync(Hook.Naming($"n{number}"), Token);
        }

        Assert.Equal(40, (await inbox.ListAsync(Token, "?state=Received&limit=100")).Items.Count);
        await using var again = await RabbitMqServer.StartAsync(options with { Port = port }, Token);
        await Eventually.TrueAsync(
            async () => (await inbox.ListAsync(Token, "?state=Processed&limit=100")).Items.Count == 41, TimeSpan.FromSeconds(90), "all are worked off", Token);

        var heard = await DurableQueue.DrainAsync(amqp, Token);
        var expected = Enumerable.Range(0, 21).Select(number => $"b{number}").Concat(Enumerable.Range(1, 20).Select(number => $"n{number}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), heard.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_committed_when_the_process_ended_is_worked_off_by_the_next_one()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var asked = new SemaphoreSlim(0);
        inbox.Vendor.Answer = async http =>
        {
            asked.Release();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        await inbox.AcceptedAsync(Hook.Naming("b1", "b2"), Token);
        await asked.WaitAsync(Token);
        await inbox.AcceptedAsync(Hook.Naming("b3"), Token);

        await inbox.StopAsync();
        Assert.Equal(2, await inbox.CountAsync("SELECT count(*) FROM inbox WHERE state = 'Received'", Token));
        inbox.HasBookings();
        await inbox.StartAsync(Token);

        await inbox.UntilAsync(InboxState.Processed, 2, Token);
        Assert.Equal(["b1", "b2", "b3"], inbox.Events.Ids("pms.bookings.changed").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_process_that_was_killed_in_the_middle_holds_nobody_up_for_longer_than_its_lease()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        inbox.HasBookings();
        await inbox.StopAsync();
        var killed = TimeProvider.System.GetTimestamp();
        await using (var command = inbox.Database.CreateCommand(
            """
            INSERT INTO connection_lease VALUES ('inbox:named:con_one', 'the one that was killed', 7, clock_timestamp() + interval '10 seconds')
            ON CONFLICT (connection_id) DO UPDATE SET owner = excluded.owner, fencing = excluded.fencing, expires_at = excluded.expires_at
            """))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        await inbox.StartAsync(Token);
        var began = TimeProvider.System.GetTimestamp();
        await inbox.AcceptedAsync(Hook.Naming("b1"), Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);

        Assert.True(TimeProvider.System.GetElapsedTime(killed) >= TimeSpan.FromSeconds(9.5));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal("/bookings?ids=b1", Assert.Single(inbox.Vendor.Requests).Target);
    }

    [Fact]
    public async Task One_that_slept_through_its_lease_ends_nothing_any_more()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var slow = new SemaphoreSlim(0);
        var asked = new SemaphoreSlim(0);
        inbox.Vendor.Answer = async http =>
        {
            asked.Release();
            await slow.WaitAsync(http.RequestAborted);
            await FakeVendor.JsonAsync(http, $$"""{"bookings":[{{Hook.Booking("b1")}}]}""");
        };
        await inbox.AcceptedAsync(Hook.Naming("b1"), Token);
        await asked.WaitAsync(Token);
        await using (var command = inbox.Database.CreateCommand("UPDATE connection_lease SET owner = 'another', fencing = fencing + 1, expires_at = clock_timestamp() + interval '2 seconds' WHERE connection_id = 'inbox:named:con_one'"))
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));

        slow.Release(10);

        await inbox.UntilAsync(InboxState.Processed, 1, Token);
        Assert.Equal(1, await inbox.CountAsync("SELECT attempts FROM inbox", Token) - 1);
        Assert.Contains("Another replica works off the deliveries of con_one", inbox.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_deliveries_survives_answers_that_are_cut()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var cuts = 0;
        inbox.Vendor.Answer = http =>
        {
            if (Interlocked.Increment(ref cuts) <= 5)
            {
                http.Abort();
                return Task.CompletedTask;
            }

            var ids = http.Request.Query["ids"].ToString().Split(',');
            return FakeVendor.JsonAsync(http, $$"""{"bookings":[{{string.Join(',', ids.Select(id => Hook.Booking(id)))}}]}""", StatusCodes.Status200OK);
        };

        for (var number = 0; number < 5; number++)
            await inbox.AcceptedAsync(Hook.Naming($"b{number}"), Token);

        await inbox.UntilAsync(InboxState.Processed, 5, Token);
        Assert.Equal(5, inbox.Events.Ids("pms.bookings.changed").Count);
    }
}
