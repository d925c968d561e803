using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>A process that stands still between claiming a write and calling the vendor, until its claim has run out.</summary>
public sealed class WritePauseTests(SharedServers servers)
{
    private const string AsNew =
        "UPDATE writing.write_back SET state = 'Queued', not_before = clock_timestamp(), doubtful = false, settled_at = NULL, unannounced = false";

    private const string TakenOver = "UPDATE writing.write_back SET claim = claim + 1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_that_another_took_over_meanwhile_is_not_sent()
    {
        var (sent, state) = await PauseAsync(TakenOver);

        Assert.Equal((false, WriteBackState.Running), (sent, state));
    }

    [Fact]
    public async Task A_write_that_nobody_took_over_meanwhile_is_sent()
    {
        var (sent, state) = await PauseAsync(meanwhile: null);

        Assert.Equal((true, WriteBackState.Succeeded), (sent, state));
    }

    private async Task<(bool Sent, WriteBackState State)> PauseAsync(string? meanwhile)
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        await writes.InAsync((await writes.ChargeAsync(Token)).Id, WriteBackState.Succeeded, Token);
        await writes.StopAsync();
        await using var database = NpgsqlDataSource.Create(writes.Database);
        await ExecuteAsync(database, AsNew);

        await using var replica = writes.Build();
        var services = replica.Services;
        await services.GetRequiredService<ConnectionRegistry>().LoadAsync(Token);
        var time = new ManualTime();
        var connector = new StandingStill(async () =>
        {
            if (meanwhile is not null)
                await ExecuteAsync(database, meanwhile);
            time.StandStill(services.GetRequiredService<WriteBackOptions>().ClaimLength);
        });
        var write = Assert.Single(await services.GetRequiredService<WriteQueue>().ClaimAsync("con_one", most: 1, Token));
        Assert.False(write.Doubtful);

        await ActivatorUtilities.CreateInstance<WriteExecutor>(services, time).ExecuteAsync(With(services, connector), write, Token);

        await using var command = database.CreateCommand("SELECT state FROM writing.write_back");
        return (connector.Sent, Enum.Parse<WriteBackState>((string)(await command.ExecuteScalarAsync(Token))!));
    }

    private static BoundConnection With(IServiceProvider services, IPmsConnector connector)
    {
        var bound = services.GetRequiredService<ConnectionRegistry>().Find("con_one")!;
        return new BoundConnection
        {
            Connection = bound.Connection,
            Hotel = bound.Hotel,
            HotelSettings = bound.HotelSettings,
            Descriptor = bound.Descriptor,
            Account = bound.Account,
            Connector = connector,
        };
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
    }

    /// <summary>Asks for its right as every call to a vendor does.</summary>
    private sealed class StandingStill(Func<Task> still) : IPmsConnector, IWrites<ChargeWrite>
    {
        public static ConnectorDescriptor Descriptor => WritingConnector.Descriptor;

        public bool Sent { get; private set; }

        public static IPmsConnector Connect(ConnectorContext context) => throw new NotSupportedException();

        public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => throw new NotSupportedException();

        public Task CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<WriteReceipt> WriteAsync(ChargeWrite write, CancellationToken cancellationToken)
        {
            await still();
            await CallGuard.CheckAsync();
            Sent = true;
            return new WriteReceipt("sent");
        }

        public Task<WriteTrace> FindAsync(ChargeWrite write, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
