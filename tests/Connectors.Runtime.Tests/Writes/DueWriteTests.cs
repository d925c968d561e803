using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>Which connections have writes to be carried out: one question for all of them.</summary>
public sealed class DueWriteTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Due_is_what_has_waited_long_enough_and_what_somebody_left_running()
    {
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        await using var rows = database.CreateCommand(
            """
            INSERT INTO write_back (id, hotel_id, connection_id, idempotency_key, request_digest, kind, lane, payload, requested_by, correlation_id, state, not_before, claimed_until)
            SELECT gen_random_uuid(), 'htl', connection, number::text, '', 'Note', 'l' || number, '', 'x', 'c', state, now() + due, now() + claimed
            FROM (VALUES
                (1, 'waits', 'Queued', interval '1 h', NULL::interval),
                (2, 'has waited', 'Queued', interval '1 h', NULL),
                (3, 'has waited', 'Queued', interval '-1 s', NULL),
                (4, 'has waited', 'Queued', interval '-1 s', NULL),
                (5, 'goes on', 'Running', interval '-1 h', interval '1 h'),
                (6, 'was left', 'Running', interval '-1 h', interval '-1 s'),
                (7, 'is done', 'Succeeded', interval '-1 h', NULL),
                (8, 'of another', 'Queued', interval '-1 h', NULL)) AS write (number, connection, state, due, claimed)
            """);
        await rows.ExecuteNonQueryAsync(Token);
        var queue = new WriteQueue(database, payload: null!, new WriteBackOptions());

        var due = await queue.DueAsync(["waits", "has waited", "goes on", "was left", "is done", "has none"], Token);

        Assert.Equal(["has waited", "was left"], due.Order());
    }
}
