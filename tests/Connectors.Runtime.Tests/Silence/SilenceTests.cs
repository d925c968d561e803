using PmsPlatform.Connectors.Runtime.Silence;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Silence;

/// <summary>Webhooks that stop are noticed by the connection's own rhythm.</summary>
public sealed class SilenceTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_feed_that_goes_quiet_against_its_rhythm_raises_one_alert_and_is_polled_until_it_speaks_again()
    {
        await using var inbox = await HeardAsync(pause: "5 minutes", last: "31 minutes");
        var watch = inbox.Service<SilenceWatch>();

        await watch.LookAsync(Token);
        await watch.LookAsync(Token);

        await Eventually.TrueAsync(() => inbox.Events.Of("pms.alert.raised").Count > 0, TimeSpan.FromSeconds(20), "the alert has come", Token);
        Assert.Equal("webhooks-silent", Assert.Single(inbox.Events.Of("pms.alert.raised")).GetProperty("kind").GetString());
        Assert.True(await inbox.CountAsync("SELECT count(*) FROM sync_run WHERE entity = 'Booking' AND mode = 'ModifiedSince'", Token) >= 1);

        await inbox.AcceptedAsync(Hook.Naming("b2"), Token);
        await watch.LookAsync(Token);
        Assert.Equal(0, await inbox.CountAsync("SELECT count(*) FROM silence", Token));
        await EndedAsync(inbox);
        var runs = await inbox.CountAsync("SELECT count(*) FROM sync_run", Token);

        await watch.LookAsync(Token);
        Assert.Equal(runs, await inbox.CountAsync("SELECT count(*) FROM sync_run", Token));
    }

    [Theory]
    [InlineData("5 minutes", "14 minutes")] // Three usual pauses are not over.
    [InlineData("1 second", "9 minutes")] // A busy feed may rest as long as the shortest silence.
    [InlineData("6 hours", "17 hours")] // A slow feed is quiet by nature.
    public async Task A_usual_pause_is_no_silence(string pause, string last)
    {
        await using var inbox = await HeardAsync(pause, last);
        await inbox.Service<SilenceWatch>().LookAsync(Token);
        Assert.Equal(0, await inbox.CountAsync("SELECT count(*) FROM silence", Token));
    }

    [Fact]
    public async Task A_feed_that_never_had_a_rhythm_cannot_break_it()
    {
        await using var inbox = await HeardAsync(pause: "5 minutes", last: "5 hours", deliveries: 18);
        await inbox.Service<SilenceWatch>().LookAsync(Token);
        Assert.Equal(0, await inbox.CountAsync("SELECT count(*) FROM silence", Token));
    }

    [Fact]
    public async Task A_silence_outlives_the_process_and_is_not_told_again()
    {
        await using var inbox = await HeardAsync(pause: "5 minutes", last: "1 hour");
        await inbox.Service<SilenceWatch>().LookAsync(Token);
        await inbox.StopAsync();
        await inbox.StartAsync(Token);
        await inbox.Service<SilenceWatch>().LookAsync(Token);
        await EndedAsync(inbox);
        Assert.Single(inbox.Events.Of("pms.alert.raised"));
    }

    /// <summary>A connection that had so many deliveries, one after each pause, and the last one so long ago.</summary>
    private async Task<Hook> HeardAsync(string pause, string last, int deliveries = 30)
    {
        var inbox = await Hook.StartAsync(servers, Token);
        inbox.HasBookings();
        await inbox.AcceptedAsync(Hook.Naming("b1"), Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);
        await inbox.CountAsync(
            $"""
            WITH moved AS (
                UPDATE inbox SET received_at = clock_timestamp() - interval '{last}' RETURNING *
            ), copied AS (
                INSERT INTO inbox (id, hotel_id, connection_id, form, state, named, payload, size, correlation_id, received_at, queued_at, due_at, settled_at)
                SELECT gen_random_uuid(), hotel_id, connection_id, form, state, named, payload, size, correlation_id,
                       received_at - n * interval '{pause}', queued_at, due_at, settled_at
                FROM moved, generate_series(1, {deliveries - 1}) AS n
                RETURNING 1
            )
            SELECT count(*) FROM copied
            """,
            Token);
        return inbox;
    }

    private static Task EndedAsync(Hook inbox) => Eventually.TrueAsync(
        async () => await inbox.CountAsync("SELECT count(*) FROM sync_run WHERE state IN ('Queued', 'Running')", Token) == 0,
        TimeSpan.FromSeconds(30),
        "the polls have ended",
        Token);
}
