using System.Collections.Concurrent;
using System.Net;
using PmsPlatform.Contracts.Keys;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Credentials;

public sealed class RotationTests(SharedServers servers)
{
    private static readonly (string Key, string Value) Small = ("Pms:KeyRing:BatchSize", "10");

    private readonly ManualTime _time = new();
    private readonly (string Key, string Value) _master = ("Pms:MasterKey:Key", KeyHost.NewMasterKey());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotation_seals_every_credential_anew_and_says_how_far_it_is()
    {
        await using var host = await StartAsync();
        await host.AddConnectionsAsync(25, Cancel);
        var before = (await host.StatusAsync(Cancel)).Keys.Single();

        using var accepted = await host.RotateAsync(ring: true, master: false, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        using var second = await host.RotateAsync(ring: true, master: false, Cancel);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var status = await host.CompleteAsync(Cancel);

        Assert.Equal((50L, (long?)50L, 0L), (status.Rotation!.Done, status.Rotation.Total, status.Rotation.Failed));
        Assert.Equal("key-tests", status.Rotation.RequestedBy);
        Assert.Equal([(RingKeyState.Current, 50L), (RingKeyState.Retired, 0L)], status.Keys.Select(key => (key.State, key.Credentials)));
        Assert.Equal(before.Id, status.Keys[1].Id);
        await host.AssertReadableAsync(Cancel);
    }

    [Fact]
    public async Task A_rotation_under_concurrent_sealing_and_opening_on_two_replicas_loses_nothing()
    {
        var database = await servers.FreshDatabaseAsync(Cancel);
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        await one.AddConnectionsAsync(60, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var expected = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var writers = Enumerable.Range(0, 4).Select(number => Task.Run(() => WriteAsync(number % 2 == 0 ? one : two, number, expected, stop.Token), Cancel)).ToList();
        var opened = 0;
        var readers = Enumerable.Range(0, 2).Select(number => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    foreach (var ((connection, name), text) in await one.SealedAsync(Cancel))
                    {
                        await (number == 0 ? one : two).Sealer.UnsealAsync(connection, name, text, TimeSpan.FromMinutes(1), Cancel);
                        Interlocked.Increment(ref opened);
                    }
                }
            },
            Cancel)).ToList();

        for (var i = 0; i < 3; i++)
            await one.RotateToTheEndAsync(ring: true, master: false, Cancel);
        await stop.CancelAsync();
        await Task.WhenAll([.. writers, .. readers]);
        var status = await one.RotateToTheEndAsync(ring: true, master: false, Cancel);

        Assert.True(opened > 500, $"{opened} were opened");
        Assert.Equal(0, status.Rotation!.Failed);
        Assert.Equal(120, status.Keys.Single(key => key.State is RingKeyState.Current).Credentials);
        Assert.Equal(0, status.Keys.Where(key => key.State is RingKeyState.Retired).Sum(key => key.Credentials));
        Assert.True(expected.Count > 10, $"{expected.Count} were written");
        foreach (var ((connection, name), text) in await one.SealedAsync(Cancel))
            Assert.Equal(expected.GetValueOrDefault($"{connection}/{name}", KeyHost.ValueOf(connection, name)), two.Sealer.Unseal(connection, name, text));
    }

    [Fact]
    public async Task A_second_replica_and_another_service_know_a_new_key_before_it_encrypts()
    {
        var database = await servers.FreshDatabaseAsync(Cancel);
        var patient = ("Pms:KeyRing:ActivationDelay", "00:10:00");
        await using var one = await KeyHost.StartAsync(database, _time, _master, patient);
        await using var two = await KeyHost.StartAsync(database, _time, _master, patient);
        await using var other = await KeyHost.FollowAsync(await CopyDatabaseAsync(), one.Url, _time, _master);
        var first = one.Ring.CurrentKeyId;

        using var accepted = await one.RotateAsync(ring: true, master: false, Cancel);
        await one.RunUntilAsync(() => Task.FromResult(two.Ring.Keys.Count == 2 && other.Ring.Keys.Count == 2), "both know the new key", Cancel);
        Assert.All(new[] { one, two, other }, host => Assert.Equal(first, host.Ring.CurrentKeyId));

        await one.CompleteAsync(Cancel);
        Assert.NotEqual(first, one.Ring.CurrentKeyId);
        Assert.All(new[] { two, other }, host => Assert.Equal(one.Ring.CurrentKeyId, host.Ring.CurrentKeyId));
        Assert.Equal("v", other.Sealer.Unseal("con_x", "n", two.Sealer.Seal("con_x", "n", "v")));
    }

    [Fact]
    public async Task A_crash_in_the_middle_is_resumed_where_it_was()
    {
        var database = await servers.FreshDatabaseAsync(Cancel);
        await using (var first = await StartAsync(database))
        {
            await first.AddConnectionsAsync(45, Cancel);
            await first.ExecuteAsync(
                """
                CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
                CREATE TRIGGER break_down BEFORE UPDATE ON connection FOR EACH ROW WHEN (NEW.connection_id = 'con_0025') EXECUTE FUNCTION break_down();
                """,
                Cancel);
            using var accepted = await first.RotateAsync(ring: true, master: false, Cancel);
            await first.RunUntilAsync(async () => (await first.StatusAsync(Cancel)).Rotation is { Done: 40, State: KeyRotationState.Running }, "two batches are done", Cancel);
            await first.RunUntilAsync(
                () => Task.FromResult(first.Logs.Text.Contains("did not get on", StringComparison.Ordinal)), "the third one breaks", Cancel);
            await first.ExecuteAsync("DROP TRIGGER break_down ON connection", Cancel);
        }

        await using var second = await StartAsync(database);
        var untouched = (await second.SealedAsync(Cancel))[("con_0003", "accessToken")];
        var status = await second.CompleteAsync(Cancel);

        Assert.Equal((90L, (long?)90L, 0L), (status.Rotation!.Done, status.Rotation.Total, status.Rotation.Failed));
        Assert.Equal(2, status.Keys.Count);
        Assert.Equal(untouched, (await second.SealedAsync(Cancel))[("con_0003", "accessToken")]);
        await second.AssertReadableAsync(Cancel);
    }

    [Fact]
    public async Task The_master_key_changes_while_everything_stays_readable_and_the_old_one_is_not_needed_afterwards()
    {
        var database = await servers.FreshDatabaseAsync(Cancel);
        var next = ("Pms:MasterKey:Key", KeyHost.NewMasterKey());
        await using (var before = await StartAsync(database))
            await before.AddConnectionsAsync(5, Cancel);

        KeyStatus status;
        await using (var during = await KeyHost.StartAsync(database, _time, next, ("Pms:MasterKey:Retired:0", _master.Value)))
        {
            await during.AssertReadableAsync(Cancel);
            status = await during.RotateToTheEndAsync(ring: false, master: true, Cancel);
            Assert.Equal((1L, 0L), (status.Rotation!.Rewrapped, status.Rotation.Failed));
            await during.AssertReadableAsync(Cancel);
        }

        await using var after = await KeyHost.StartAsync(database, _time, next);
        await after.AssertReadableAsync(Cancel);
        Assert.Null((await after.StatusAsync(Cancel)).Problem);
        Assert.Equal(status.Keys.Single().MasterKeyId, await after.ScalarAsync<string>("SELECT master_key_id FROM key_ring", Cancel));
    }

    [Fact]
    public async Task An_old_ring_turns_over_by_itself_and_a_key_that_nothing_needs_is_removed_long_after()
    {
        await using var host = await StartAsync();
        await host.AddConnectionsAsync(1, Cancel);
        var first = host.Ring.CurrentKeyId;

        _time.Advance(TimeSpan.FromDays(91));
        var status = await host.CompleteAsync(Cancel);
        Assert.Equal("schedule", status.Rotation!.RequestedBy);
        Assert.Equal(2, status.Keys.Count);

        _time.Advance(TimeSpan.FromDays(89));
        await host.RunUntilAsync(() => Task.FromResult(host.Ring.Keys.Count == 2), "it is kept", Cancel);
        _time.Advance(TimeSpan.FromDays(2));
        await host.RunUntilAsync(() => Task.FromResult(host.Ring.Keys.All(key => key.Id != first)), "it is removed", Cancel);
        await host.AssertReadableAsync(Cancel);
    }

    [Fact]
    public async Task A_request_for_nothing_is_refused()
    {
        await using var host = await StartAsync();
        using var refused = await host.RotateAsync(ring: false, master: false, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    // Each writer has connections of its own, so that the last value written is the one that must be found.
    private static async Task WriteAsync(KeyHost host, int number, ConcurrentDictionary<string, string> expected, CancellationToken stopping)
    {
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            var connection = KeyHost.IdOf((number * 15) + (i % 15));
            var value = $"written-{number}-{i}";
            await using var command = host.Database.CreateCommand(
                "UPDATE connection SET sealed_settings = jsonb_set(sealed_settings, '{accessToken}', to_jsonb($2::text)), version = version + 1 WHERE connection_id = $1");
            command.Parameters.Add(new() { Value = connection });
            command.Parameters.Add(new() { Value = host.Sealer.Seal(connection, "accessToken", value) });
            Assert.Equal(1, await command.ExecuteNonQueryAsync(CancellationToken.None));
            expected[$"{connection}/accessToken"] = value;
        }
    }

    private async Task<string> CopyDatabaseAsync()
    {
        var database = await servers.FreshDatabaseAsync(Cancel);
        await FeedCopyTable.MakeAsync(database, Cancel);
        return database;
    }

    private async Task<KeyHost> StartAsync(string? database = null) =>
        await KeyHost.StartAsync(database ?? await servers.FreshDatabaseAsync(Cancel), _time, _master, Small);
}
