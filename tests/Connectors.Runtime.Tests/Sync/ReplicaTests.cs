using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>Several processes of one connector share its connections.</summary>
public sealed class ReplicaTests(SharedServers servers)
{
    private const int Connections = 30;

    private static readonly string[] Ids = [.. Enumerable.Range(0, Connections).Select(number => number == 0 ? "con_one" : $"con_{number}")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_connection_is_served_by_exactly_one_and_the_shares_are_alike()
    {
        await using var first = await RuntimeUnderTest.StartAsync(servers, Token, connections: Connections);
        await using var second = await first.StartReplicaAsync(Token);
        await using var third = await first.StartReplicaAsync(Token);
        RuntimeUnderTest[] all = [first, second, third];
        await SeeEachOtherAsync(all);

        Assert.All(Ids, id => Assert.Single(all, replica => replica.Service<Replicas>().Prefers(id)));
        Assert.All(all, replica => Assert.InRange(Ids.Count(replica.Service<Replicas>().Prefers), Connections / 3 / 3, Connections * 2 / 3));
        await AllAreHeldAsync(first);
    }

    [Fact]
    public async Task What_one_leaves_is_spread_over_the_others_and_nothing_else_moves()
    {
        await using var first = await RuntimeUnderTest.StartAsync(servers, Token, connections: Connections);
        await using var second = await first.StartReplicaAsync(Token);
        var third = await first.StartReplicaAsync(Token);
        await SeeEachOtherAsync([first, second, third]);
        var before = Ids.Where(first.Service<Replicas>().Prefers).ToList();

        await third.StopAsync();
        await SeeEachOtherAsync([first, second]);

        Assert.All(before, id => Assert.True(first.Service<Replicas>().Prefers(id)));
        Assert.All(Ids, id => Assert.NotEqual(first.Service<Replicas>().Prefers(id), second.Service<Replicas>().Prefers(id)));
    }

    [Fact]
    public async Task One_that_starts_beside_others_is_given_nothing_until_it_has_settled()
    {
        await using var first = await RuntimeUnderTest.StartAsync(servers, Token, connections: Connections);
        await StartedLongAgoAsync(first);
        await using var late = await first.StartReplicaAsync(Token);
        var replicas = late.Service<Replicas>();

        await replicas.LookAsync(Token);
        Assert.DoesNotContain(Ids, replicas.Prefers);

        await StartedLongAgoAsync(first);
        await SeeEachOtherAsync([first, late]);
        Assert.Contains(Ids, replicas.Prefers);
    }

    [Fact]
    public async Task A_run_that_one_was_asked_for_is_carried_out_by_whose_turn_it_is_and_answered_where_it_was_asked()
    {
        await using var first = await RuntimeUnderTest.StartAsync(servers, Token);
        await using var second = await first.StartReplicaAsync(Token);
        await SeeEachOtherAsync([first, second]);
        var other = first.Service<Replicas>().Prefers("con_one") ? second : first;
        first.Vendor.Answer = http => FakeVendor.JsonAsync(http, """{"bookings":[]}""");

        var answer = await other.SyncAsync(Token);

        Assert.True(answer.Success);
        Assert.Single(first.Vendor.Requests);
    }

    private static Task SeeEachOtherAsync(RuntimeUnderTest[] replicas) => Eventually.TrueAsync(
        () => replicas.All(replica => replica.Service<Replicas>().Count == replicas.Length), TimeSpan.FromSeconds(20), "they see each other", Token);

    private static async Task StartedLongAgoAsync(RuntimeUnderTest runtime)
    {
        await using var command = runtime.Service<Npgsql.NpgsqlDataSource>().CreateCommand("UPDATE replica SET started_at = started_at - interval '1 minute'");
        await command.ExecuteNonQueryAsync(Token);
    }

    private static Task AllAreHeldAsync(RuntimeUnderTest runtime) => Eventually.TrueAsync(
        async () =>
        {
            await using var command = runtime.Service<Npgsql.NpgsqlDataSource>()
                .CreateCommand("SELECT count(*) FROM connection_lease WHERE expires_at > clock_timestamp()");
            return await command.ExecuteScalarAsync(Token) is (long)Connections;
        },
        TimeSpan.FromSeconds(20),
        "every lease is held",
        Token);
}
