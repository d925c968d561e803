using System.Net.Http.Json;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.LocalServers;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

public sealed class WriteBackWorkerTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_arrives_once_and_is_announced()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);

        var write = await writes.ChargeAsync(Token);
        var settled = await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);

        var effect = Assert.Single(writes.Vendor.Effects);
        Assert.Equal(("charge", "b1", "1250 EUR Minibar"), (effect.Kind, effect.Target, effect.Text));
        Assert.Equal((1, $"v-{effect.Reference}"), (settled.Attempts, settled.VendorReference));
        Assert.NotNull(settled.SettledAt);
        Assert.Null(settled.Reason);
        await writes.EventuallyAsync(() => writes.SettlementsOf(write.Id).Count == 1, "the settlement is heard", Token);
        var news = writes.SettlementsOf(write.Id)[0];
        Assert.True(news.GetProperty("succeeded").GetBoolean());
        Assert.Equal("b1", news.GetProperty("bookingExternalId").GetString());
        Assert.Empty(writes.Alerts);
    }

    [Fact]
    public async Task Writes_of_one_booking_keep_their_order_while_those_of_others_overtake_them()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        var held = new TaskCompletionSource();
        writes.Vendor.Behave = async effect =>
        {
            if (effect.Target == "slow" && effect.Text == "0")
                await held.Task;
            return Behaviour.Takes;
        };

        var slow = new List<WriteBackView>();
        for (var number = 0; number < 8; number++)
            slow.Add(await writes.AcceptAsync(Requests.Note("slow", $"{number}"), Token));
        var quick = new List<WriteBackView>();
        for (var number = 0; number < 8; number++)
            quick.Add(await writes.AcceptAsync(Requests.Note($"quick-{number}", "q"), Token));
        foreach (var write in quick)
            await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);
        Assert.DoesNotContain(writes.Vendor.Effects, effect => effect.Target == "slow");

        held.SetResult();
        await writes.InAsync(slow[^1].Id, WriteBackState.Succeeded, Token);
        Assert.Equal(Enumerable.Range(0, 8).Select(number => $"{number}"), writes.Vendor.Effects.Where(effect => effect.Target == "slow").Select(effect => effect.Text));
        Assert.Equal(0, writes.Vendor.Overlaps);
    }

    [Fact]
    public async Task While_the_PMS_is_down_writes_wait_and_arrive_when_it_is_back()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        writes.Vendor.Down = true;
        var charge = await writes.ChargeAsync(Token);
        var note = await writes.AcceptAsync(Requests.Note(), Token);
        await writes.EventuallyAsync(() => writes.Vendor.Looks > 2, "it was tried and looked for", Token);
        var waiting = await writes.InAsync(charge.Id, WriteBackState.Queued, Token);
        Assert.NotNull(waiting.NextAttemptAt);
        Assert.NotNull(waiting.Reason);

        writes.Vendor.Down = false;
        await writes.InAsync(charge.Id, WriteBackState.Succeeded, Token);
        await writes.InAsync(note.Id, WriteBackState.Succeeded, Token);

        Assert.Equal(["charge", "note"], writes.Vendor.Effects.Select(effect => effect.Kind));
        Assert.Empty(writes.Alerts);
    }

    [Fact]
    public async Task A_write_that_grows_too_old_fails_and_somebody_is_told()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token, new Dictionary<string, string> { ["GiveUpAfter"] = "00:00:01" });
        writes.Vendor.Down = true;

        var write = await writes.AcceptAsync(Requests.Note(), Token);
        var failed = await writes.InAsync(write.Id, WriteBackState.Failed, Token);

        Assert.True(failed.SettledAt - failed.AcceptedAt >= TimeSpan.FromSeconds(1));
        Assert.NotNull(failed.Reason);
        await writes.EventuallyAsync(() => writes.SettlementsOf(write.Id).Count == 1, "the settlement is heard", Token);
        Assert.False(writes.SettlementsOf(write.Id)[0].GetProperty("succeeded").GetBoolean());
        await writes.EventuallyAsync(() => writes.Alerts.Contains("write-back-failed"), "an alert is raised", Token);
    }

    [Fact]
    public async Task A_charge_that_may_have_arrived_is_uncertain_when_time_is_up_and_not_failed()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token, new Dictionary<string, string> { ["GiveUpAfter"] = "00:00:01" });
        writes.Vendor.Behave = _ =>
        {
            writes.Vendor.Down = true;
            return Task.FromResult(Behaviour.TakesAndHangsUp);
        };

        var write = await writes.ChargeAsync(Token);

        await writes.InAsync(write.Id, WriteBackState.Uncertain, Token);
        await writes.EventuallyAsync(() => writes.Alerts.Contains("write-back-uncertain"), "an alert is raised", Token);
        Assert.Empty(writes.SettlementsOf(write.Id));
    }

    [Fact]
    public async Task What_the_vendor_refuses_fails_at_once_in_its_own_words_without_secrets()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        writes.Vendor.Behave = _ => Task.FromResult(Behaviour.Refuses);

        var write = await writes.ChargeAsync(Token);
        var failed = await writes.InAsync(write.Id, WriteBackState.Failed, Token);

        Assert.Equal("The folio is closed for key *** and card **** **** **** 1111.", failed.Reason);
        Assert.Equal(1, failed.Attempts);
        Assert.Equal(1, writes.Vendor.Calls);
        await writes.EventuallyAsync(() => writes.SettlementsOf(write.Id).Count == 1 && writes.Alerts.Contains("write-back-failed"), "both are heard", Token);
        Assert.Equal(failed.Reason, writes.SettlementsOf(write.Id)[0].GetProperty("reason").GetString());
        Assert.DoesNotContain("s3cret", writes.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("folio is closed", writes.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_for_and_the_charge_not_made_again()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        writes.Vendor.Behave = _ => Task.FromResult(Behaviour.TakesAndHangsUp);

        var write = await writes.ChargeAsync(Token);
        var settled = await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);

        var effect = Assert.Single(writes.Vendor.Effects);
        Assert.Equal((1, $"v-{effect.Reference}"), (settled.Attempts, settled.VendorReference));
    }

    [Theory]
    [InlineData("HangsUp")]
    [InlineData("Breaks")]
    public async Task A_try_that_did_not_arrive_is_made_again_after_a_look(string how)
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        var tries = 0;
        writes.Vendor.Behave = _ => Task.FromResult(Interlocked.Increment(ref tries) < 3 ? Enum.Parse<Behaviour>(how) : Behaviour.Takes);

        var write = await writes.ChargeAsync(Token);
        var settled = await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);

        Assert.Equal((1, 3, 2), (writes.Vendor.Effects.Count, settled.Attempts, writes.Vendor.Looks));
    }

    [Fact]
    public async Task A_charge_nobody_can_tell_of_waits_for_a_human_who_may_have_it_written_again()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        writes.Vendor.Tells = false;
        writes.Vendor.Behave = _ => Task.FromResult(Behaviour.HangsUp);
        var write = await writes.ChargeAsync(Token);
        await writes.InAsync(write.Id, WriteBackState.Uncertain, Token);
        await writes.EventuallyAsync(() => writes.Alerts.Contains("write-back-uncertain"), "an alert is raised", Token);
        Assert.Equal(1, writes.Vendor.Calls);

        // What comes after it goes on meanwhile.
        writes.Vendor.Behave = _ => Task.FromResult(Behaviour.Takes);
        await writes.InAsync((await writes.AcceptAsync(Requests.Note(), Token)).Id, WriteBackState.Succeeded, Token);
        using var settled = await writes.Client.PostAsJsonAsync($"/write-backs/{write.Id}/settle", new { arrived = false }, Token);
        settled.EnsureSuccessStatusCode();

        await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);
        Assert.Single(writes.Vendor.Effects, effect => effect.Kind == "charge");
        await writes.EventuallyAsync(() => writes.SettlementsOf(write.Id).Count == 1, "the settlement is heard", Token);
    }

    [Fact]
    public async Task A_charge_a_human_has_seen_at_the_vendor_has_succeeded()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        writes.Vendor.Tells = false;
        writes.Vendor.Behave = _ => Task.FromResult(Behaviour.TakesAndHangsUp);
        var write = await writes.ChargeAsync(Token);
        await writes.InAsync(write.Id, WriteBackState.Uncertain, Token);

        using var answer = await writes.Client.PostAsJsonAsync($"/write-backs/{write.Id}/settle", new { arrived = true }, Token);

        Assert.Equal(WriteBackState.Succeeded, (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.WriteBackView, Token))!.State);
        await writes.EventuallyAsync(() => writes.SettlementsOf(write.Id).Count == 1, "the settlement is heard", Token);
        Assert.Single(writes.Vendor.Effects);
    }

    [Theory]
    [InlineData("checkout")]
    [InlineData("housekeeping")]
    public async Task What_may_be_repeated_is_repeated_when_the_vendor_cannot_tell(string kind)
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        writes.Vendor.Tells = false;
        var tries = 0;
        writes.Vendor.Behave = _ => Task.FromResult(Interlocked.Increment(ref tries) == 1 ? Behaviour.TakesAndHangsUp : Behaviour.Takes);

        var write = await writes.AcceptAsync(kind == "checkout" ? Requests.Checkout() : Requests.Housekeeping(), Token);

        Assert.Equal(2, (await writes.InAsync(write.Id, WriteBackState.Succeeded, Token)).Attempts);
        Assert.Equal([kind, kind], writes.Vendor.Effects.Select(effect => effect.Kind));
    }

    [Fact]
    public async Task Refused_credentials_keep_the_write_and_ask_for_a_human_once()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        var refused = true;
        writes.Vendor.Behave = _ => Task.FromResult(refused ? Behaviour.Unauthorised : Behaviour.Takes);

        var write = await writes.ChargeAsync(Token);
        await writes.EventuallyAsync(() => writes.Vendor.Calls > 3 && writes.Events.Of("pms.connection.changed").Count > 0, "it was tried again and again", Token);
        Assert.Equal("Error", writes.Events.Of("pms.connection.changed")[0].GetProperty("state").GetString());
        refused = false;

        await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);
        Assert.Single(writes.Vendor.Effects);
        Assert.Equal(["connection-unauthorised"], writes.Alerts);
    }

    [Fact]
    public async Task Three_replicas_carry_out_every_write_once_and_in_order()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token, replicas: 3);
        writes.Vendor.Behave = async _ =>
        {
            await Task.Delay(5, Token);
            return Behaviour.Takes;
        };

        var accepted = new List<WriteBackView>();
        for (var number = 0; number < 120; number++)
            accepted.Add(await writes.AcceptAsync(Requests.Note($"b{number % 7}", $"{number}"), Token, replica: number % 3));
        foreach (var write in accepted)
            await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);

        Assert.Equal((120, 0), (writes.Vendor.Effects.Count, writes.Vendor.Overlaps));
        Assert.All(writes.Vendor.Effects.GroupBy(effect => effect.Target), booking =>
            Assert.Equal(booking.Select(effect => int.Parse(effect.Text, System.Globalization.CultureInfo.InvariantCulture)).Order(),
                booking.Select(effect => int.Parse(effect.Text, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.All(accepted, write => Assert.Equal(1, Attempts(writes, write)));
        await writes.EventuallyAsync(() => accepted.All(write => writes.SettlementsOf(write.Id).Count == 1), "each settlement is heard once", Token);
    }

    [Fact]
    public async Task What_was_accepted_before_a_stop_is_carried_out_after_the_start()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        writes.Vendor.Down = true;
        var accepted = new List<Guid>();
        for (var number = 0; number < 10; number++)
            accepted.Add((await writes.ChargeAsync(Token, $"b{number}")).Id);
        await writes.StopAsync();

        writes.Vendor.Down = false;
        await writes.StartAsync(Token);
        foreach (var id in accepted)
            await writes.InAsync(id, WriteBackState.Succeeded, Token);

        Assert.Equal(10, writes.Vendor.Effects.Count);
    }

    [Fact]
    public async Task The_vendors_answer_outlives_a_database_that_restarts_meanwhile()
    {
        using var folder = new TemporaryFolder("writes");
        var options = new PostgresServerOptions { DataFolder = folder.Sub("postgres"), Durable = false };
        var server = await PostgresServer.StartAsync(options, Token);
        try
        {
            var database = await server.CreateDatabaseAsync("writes", Token);
            await using var writes = await WritesUnderTest.StartAsync(
                servers, Token, new Dictionary<string, string> { ["ClaimLength"] = "00:01:00" }, database: database);
            var stopped = new TaskCompletionSource();
            writes.Vendor.Behave = async _ =>
            {
                await server.StopAsync(Token);
                stopped.TrySetResult();
                return Behaviour.Takes;
            };
            var write = await writes.ChargeAsync(Token);
            await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
            await writes.EventuallyAsync(() => writes.Vendor.Effects.Count == 1, "the vendor has it", Token);

            server = await PostgresServer.StartAsync(options with { Port = server.Port }, Token);
            var settled = await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);

            Assert.Equal((1, 1, 0), (settled.Attempts, writes.Vendor.Effects.Count, writes.Vendor.Looks));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_settlement_whose_event_was_not_confirmed_is_announced_again()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        var write = await writes.ChargeAsync(Token);
        await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);
        await writes.EventuallyAsync(() => writes.SettlementsOf(write.Id).Count == 1, "the settlement is heard", Token);
        await writes.StopAsync();

        // As a crash between commit and confirmation leaves it.
        await ExecuteAsync(writes, "UPDATE writing.write_back SET unannounced = true");
        await writes.StartAsync(Token);

        await writes.EventuallyAsync(() => writes.SettlementsOf(write.Id).Count == 2, "it is heard again", Token);
        await Eventually.TrueAsync(async () => await ScalarAsync(writes, "SELECT count(*) FROM writing.write_back WHERE unannounced") is 0L, TimeSpan.FromSeconds(30), "it is told", Token);
    }

    [Fact]
    public async Task Long_settled_writes_are_forgotten()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        var old = await writes.ChargeAsync(Token);
        await writes.InAsync(old.Id, WriteBackState.Succeeded, Token);
        await writes.EventuallyAsync(() => writes.SettlementsOf(old.Id).Count == 1, "the settlement is heard", Token);
        await Eventually.TrueAsync(async () => await ScalarAsync(writes, "SELECT count(*) FROM writing.write_back WHERE unannounced") is 0L, TimeSpan.FromSeconds(30), "it is told", Token);
        await ExecuteAsync(writes, "UPDATE writing.write_back SET settled_at = settled_at - interval '91 days'");
        var fresh = await writes.ChargeAsync(Token);
        await writes.InAsync(fresh.Id, WriteBackState.Succeeded, Token);

        await writes.Service<WriteBackStore>().ForgetAsync(TimeSpan.FromDays(90), Token);

        Assert.Equal(1L, await ScalarAsync(writes, "SELECT count(*) FROM writing.write_back"));
    }

    private static int Attempts(WritesUnderTest writes, WriteBackView write) =>
        writes.Vendor.Effects.Count(effect => effect.Reference == PmsWrite.ReferenceOf(write.Id));

    private static async Task ExecuteAsync(WritesUnderTest writes, string sql)
    {
        await using var database = NpgsqlDataSource.Create(writes.Database);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<object?> ScalarAsync(WritesUnderTest writes, string sql)
    {
        await using var database = NpgsqlDataSource.Create(writes.Database);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
