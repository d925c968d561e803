using Npgsql;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.LocalServers;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>Writes while the broker is away.</summary>
public sealed class WriteFaultTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_broker_is_away_writes_are_accepted_and_carried_out_once_and_told_of_when_it_is_back()
    {
        using var folder = new TemporaryFolder("writes-rabbit");
        var options = new RabbitMqServerOptions { DataFolder = folder.Sub("data") };
        var rabbit = await RabbitMqServer.StartAsync(options, Token);
        var port = rabbit.Port;
        await using var writes = await WritesUnderTest.StartAsync(servers, Token, amqp: rabbit.Uri.ToString());
        await writes.InAsync((await writes.ChargeAsync(Token, "b0")).Id, WriteBackState.Succeeded, Token);

        await rabbit.StopAsync(Token);
        await rabbit.DisposeAsync();
        var accepted = new List<WriteBackView>();
        for (var number = 1; number <= 5; number++)
            accepted.Add(await writes.ChargeAsync(Token, $"b{number}"));
        foreach (var write in accepted)
            await writes.InAsync(write.Id, WriteBackState.Succeeded, Token);
        Assert.True(await UntoldAsync(writes) >= accepted.Count, "nobody could be told");

        await using var again = await RabbitMqServer.StartAsync(options with { Port = port }, Token);
        await Eventually.TrueAsync(async () => await UntoldAsync(writes) == 0, TimeSpan.FromSeconds(90), "the broker has confirmed every settlement", Token);
        Assert.Equal(["b0", "b1", "b2", "b3", "b4", "b5"], writes.Vendor.Effects.Select(effect => effect.Target).Order(StringComparer.Ordinal));
    }

    private static async Task<long> UntoldAsync(WritesUnderTest writes)
    {
        await using var database = NpgsqlDataSource.Create(writes.Database);
        await using var command = database.CreateCommand("SELECT count(*) FROM writing.write_back WHERE unannounced");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
