using Npgsql;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

/// <summary>How much is taken up together.</summary>
public sealed class InboxTakeTests(SharedServers servers)
{
    private const int Megabyte = 1024 * 1024;
    private static readonly InboxOptions Options = new();
    private static readonly Lane Lane = new("con_one", Named: false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_deliveries_are_taken_up_a_few_at_a_time_in_their_order_and_none_is_left_out()
    {
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        var time = new ManualTime();
        var (store, work) = (new InboxStore(database, Options, time), new InboxWork(database, Options, time));
        var ids = new List<Guid>();
        foreach (var size in (int[])[20 * Megabyte, 20 * Megabyte, 50 * Megabyte, 1])
        {
            ids.Add(await KeepAsync(store, time, size));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(ids[..2], await TakeAndEndAsync(database, work));
        Assert.Equal(ids[2..3], await TakeAndEndAsync(database, work));
        Assert.Equal(ids[3..], await TakeAndEndAsync(database, work));
    }

    private static async Task<Guid> KeepAsync(InboxStore store, ManualTime time, int size)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await store.KeepAsync(new NewDelivery
        {
            Id = id,
            HotelId = "htl_one",
            ConnectionId = Lane.ConnectionId,
            Form = InboxForm.Vendor,
            Named = Lane.Named,
            Key = id.ToByteArray(),
            KeyUntil = null,
            Payload = [1],
            Headers = null,
            Size = size,
            BookingIds = [],
            CorrelationId = "c",
            ReceivedAt = now,
            DueAt = now,
        });
        return id;
    }

    private static async Task<IEnumerable<Guid>> TakeAndEndAsync(NpgsqlDataSource database, InboxWork work)
    {
        Guid[] taken = [.. (await work.TakeAsync(Lane, Token)).Select(row => row.Id)];
        await using var command = database.CreateCommand("UPDATE inbox SET state = 'Processed' WHERE id = ANY ($1)");
        command.Parameters.Add(new() { Value = taken });
        await command.ExecuteNonQueryAsync(Token);
        return taken;
    }
}
