using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

public sealed class InboxTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_deliveries_that_name_one_booking_cost_one_call()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        inbox.HasBookings();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => inbox.AcceptedAsync($$"""{"id":"d{{number}}","changed":["b1"]}""", Token)));

        var entries = await inbox.UntilAsync(InboxState.Processed, 10, Token);
        Assert.Equal("/bookings?ids=b1", Assert.Single(inbox.Vendor.Requests).Target);
        Assert.Equal(["b1"], inbox.Events.Ids("pms.bookings.changed"));
        Assert.All(entries, entry => Assert.Equal(["b1"], entry.Bookings));
    }

    [Fact]
    public async Task A_change_that_is_told_of_while_its_booking_is_fetched_is_fetched_again()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var asked = new SemaphoreSlim(0);
        var answer = new SemaphoreSlim(0);
        var status = "first";
        inbox.Vendor.Answer = async http =>
        {
            var seen = status;
            asked.Release();
            await answer.WaitAsync(http.RequestAborted);
            await FakeVendor.JsonAsync(http, $$"""{"bookings":[{{Hook.Booking("b1", seen, modified: null)}}]}""");
        };
        await inbox.AcceptedAsync(Hook.Naming("b1"), Token);
        await asked.WaitAsync(Token);

        // The very same body: no id, no time in it, and yet it is news.
        status = "second";
        await inbox.AcceptedAsync(Hook.Naming("b1"), Token);
        answer.Release(2);

        await inbox.UntilAsync(InboxState.Processed, 2, Token);
        var told = inbox.Events.Of("pms.bookings.changed").Select(message => message.GetProperty("items")[0].GetProperty("value").GetProperty("vendorStatus").GetString());
        Assert.Equal(["first", "second"], told);
    }

    [Fact]
    public async Task While_the_vendor_is_away_deliveries_wait_and_whole_ones_go_on()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        inbox.Vendor.Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        await inbox.AcceptedAsync(Hook.Naming("b1"), Token);
        await Eventually.TrueAsync(() => inbox.Vendor.Requests.Count > 0, TimeSpan.FromSeconds(20), "the vendor was asked", Token);

        await inbox.AcceptedAsync(Hook.Whole("d2", Hook.Booking("b2")), Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);
        Assert.Equal(["b2"], inbox.Events.Ids("pms.bookings.changed"));

        inbox.HasBookings();
        await inbox.UntilAsync(InboxState.Processed, 2, Token);
        Assert.Equal(["b2", "b1"], inbox.Events.Ids("pms.bookings.changed"));
        Assert.Empty(inbox.Events.Of("pms.alert.raised"));
    }

    [Fact]
    public async Task What_the_vendor_never_gives_is_given_up_in_the_end_with_an_alert_and_may_be_sent_again()
    {
        await using var inbox = await Hook.StartAsync(servers, Token, configuration => configuration["Pms:Inbox:GiveUpAfter"] = "00:00:01");
        inbox.Vendor.Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        await inbox.AcceptedAsync("""{"id":"d1","changed":["b1"]}""", Token);

        var failed = Assert.Single(await inbox.UntilAsync(InboxState.Failed, 1, Token));
        Assert.Contains("401", failed.Reason, StringComparison.Ordinal);
        Assert.True(failed.Attempts > 1);
        await Eventually.TrueAsync(() => inbox.Events.Of("pms.alert.raised").Count == 1, TimeSpan.FromSeconds(20), "the alert is heard", Token);
        Assert.Equal("webhook-failed", inbox.Events.Of("pms.alert.raised")[0].GetProperty("kind").GetString());

        // Seen and done are two things: a resend of what failed is no duplicate.
        inbox.HasBookings();
        await inbox.AcceptedAsync("""{"id":"d1","changed":["b1"]}""", Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);
    }

    [Fact]
    public async Task One_id_that_the_vendor_refuses_does_not_cost_the_others()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        inbox.Vendor.Answer = http =>
        {
            var ids = http.Request.Query["ids"].ToString().Split(',');
            return ids.Contains("bad", StringComparer.Ordinal)
                ? FakeVendor.JsonAsync(http, "{}", StatusCodes.Status400BadRequest)
                : FakeVendor.JsonAsync(http, $$"""{"bookings":[{{string.Join(',', ids.Where(id => id != "gone").Select(id => Hook.Booking(id)))}}]}""");
        };

        foreach (var id in (string[])["b1", "bad", "gone", "b2"])
            await inbox.AcceptedAsync(Hook.Naming(id), Token);

        Assert.Equal(["bad"], Assert.Single(await inbox.UntilAsync(InboxState.Failed, 1, Token)).Bookings);
        var processed = await inbox.UntilAsync(InboxState.Processed, 3, Token);
        Assert.Equal("Booking gone is not at the vendor", processed.Single(entry => entry.Bookings[0] == "gone").Reason);
        Assert.Equal(["b1", "b2"], inbox.Events.Ids("pms.bookings.changed").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_does_not_map_is_quarantined_and_mends_itself_by_a_replay()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var arrival = "soon";
        inbox.Vendor.Answer = http => FakeVendor.JsonAsync(http, $$"""{"bookings":[{{Hook.Booking("b2", arrival: arrival)}}]}""");
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1"), Hook.Booking("odd", arrival: "soon")), Token);
        await inbox.AcceptedAsync("""{"id":"d2","bookings":"none"}""", Token);
        await inbox.AcceptedAsync("""{"id":"d3","changed":["b2"]}""", Token);

        var entries = await inbox.UntilAsync(InboxState.Quarantined, 3, Token);
        Assert.Contains(entries, entry => entry.Reason == "$.arrival: is missing");
        await Eventually.TrueAsync(() => inbox.Events.Of("pms.record.quarantined").Count == 3, TimeSpan.FromSeconds(20), "each is told of", Token);
        Assert.Equal(["b1"], inbox.Events.Ids("pms.bookings.changed"));

        arrival = "2030-02-01";
        using var replayed = await inbox.CallAsync(HttpMethod.Post, "/inbox/replay", Token, new { booking = "b2" });
        Assert.Equal(1, (await replayed.Content.ReadFromJsonAsync(InboxJson.Default.ReplayAnswer, Token))!.Replayed);
        var mended = Assert.Single(await inbox.UntilAsync(InboxState.Processed, 1, Token));
        Assert.Equal((1, 1), (mended.Replays, mended.Changed));
    }

    [Fact]
    public async Task Who_reads_a_payload_or_has_deliveries_worked_off_again_is_noted_for_the_record()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        await inbox.AcceptedAsync(Hook.Whole("d2", Hook.Booking("b1", modified: "2030-01-02T03:04:06Z")), Token);
        var entries = await inbox.UntilAsync(InboxState.Processed, 2, Token);

        using var payload = await inbox.CallAsync(HttpMethod.Get, $"/inbox/{entries[0].Id}/payload", Token);
        using var one = await inbox.CallAsync(HttpMethod.Post, $"/inbox/{entries[0].Id}/replay", Token);
        await inbox.UntilAsync(InboxState.Processed, 2, Token);
        using var both = await inbox.CallAsync(HttpMethod.Post, "/inbox/replay", Token, new { booking = "b1" });
        using var none = await inbox.CallAsync(HttpMethod.Post, "/inbox/replay", Token, new { booking = "nobody's" });

        Assert.All([payload, one, both, none], answer => Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString()));
        foreach (var (action, what) in ((string, string)[])[
            ("delivery.payload-read", $"entry ->> 'target' = 'delivery {entries[0].Id}'"), ("delivery.replayed", $"entry ->> 'target' = 'delivery {entries[0].Id}'"),
            ("deliveries.replayed", "entry #>> '{changes,replayed,to}' = '2'")])
            Assert.Equal(1, await inbox.CountAsync($"SELECT count(*) FROM audit_note WHERE entry ->> 'action' = '{action}' AND entry ->> 'hotelId' = 'htl_one' AND {what}", Token));
        Assert.Equal(3, await inbox.CountAsync("SELECT count(*) FROM audit_note", Token));
    }

    [Fact]
    public async Task A_fault_of_ours_in_one_delivery_fails_that_one_with_an_alert()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        await inbox.AcceptedAsync("""{"id":"d1","bug":true}""", Token);
        await inbox.AcceptedAsync(Hook.Whole("d2", Hook.Booking("b1")), Token);

        await inbox.UntilAsync(InboxState.Processed, 1, Token);
        Assert.Equal("InvalidOperationException in the connector", Assert.Single(await inbox.UntilAsync(InboxState.Failed, 1, Token)).Reason);
        await Eventually.TrueAsync(() => inbox.Events.Of("pms.alert.raised").Count == 1, TimeSpan.FromSeconds(20), "the alert is heard", Token);
    }

    [Fact]
    public async Task Records_that_cannot_be_asked_for_are_left_to_the_next_sync()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        await inbox.AcceptedAsync("""{"id":"d1","guests":["g1"]}""", Token);

        Assert.Contains("no Guest by id", Assert.Single(await inbox.UntilAsync(InboxState.Ignored, 1, Token)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_version_that_is_replayed_is_no_news_to_anybody_who_knows_the_newer()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1", "old", "2030-01-01T00:00:00Z")), Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);
        await inbox.AcceptedAsync(Hook.Whole("d2", Hook.Booking("b1", "new", "2030-01-02T00:00:00Z")), Token);
        var entries = await inbox.UntilAsync(InboxState.Processed, 2, Token);

        using var one = await inbox.CallAsync(HttpMethod.Post, $"/inbox/{entries[^1].Id}/replay", Token);
        Assert.Equal(HttpStatusCode.Accepted, one.StatusCode);

        await Eventually.TrueAsync(async () => (await inbox.ListAsync(Token)).Items.All(entry => entry.State == InboxState.Processed && entry.Replays + entry.Changed >= 1),
            TimeSpan.FromSeconds(20), "it is worked off again", Token);
        await inbox.AcceptedAsync(Hook.Whole("d3", Hook.Booking("b1", "new", "2030-01-02T00:00:00Z")), Token);
        var last = (await inbox.UntilAsync(InboxState.Processed, 3, Token))[0];
        Assert.Equal(0, last.Changed);
    }

    [Fact]
    public async Task The_inbox_is_searched_and_paged_and_shows_each_caller_its_own_hotels_only()
    {
        await using var inbox = await Hook.StartAsync(servers, Token, configuration =>
            Hook.Connect(configuration, 1, "two", configuration["Pms:Connections:0:Endpoint"]!, "two-two-two-two-two-two-two"));
        var before = TimeProvider.System.GetUtcNow();
        for (var number = 1; number <= 5; number++)
            await inbox.AcceptedAsync(Hook.Whole($"d{number}", Hook.Booking($"b{number}")), Token);
        await inbox.AcceptedAsync(Hook.Whole("d6", Hook.Booking("b1")), Token, "two-two-two-two-two-two-two");
        await inbox.AcceptedAsync("""{"id":"d7","message":"x"}""", Token);
        await inbox.UntilAsync(InboxState.Processed, 6, Token);
        await inbox.UntilAsync(InboxState.Ignored, 1, Token);

        var pages = new List<string>();
        string? next = null;
        do
        {
            var page = await inbox.ListAsync(Token, $"?limit=4{(next is null ? "" : $"&after={next}")}");
            pages.AddRange(page.Items.Select(entry => entry.Bookings is [var first, ..] ? first : "-"));
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(["-", "b5", "b4", "b3", "b2", "b1"], pages);

        Assert.Equal("htl_one", Assert.Single((await inbox.ListAsync(Token, "?booking=b1")).Items).HotelId);
        Assert.Equal(2, (await inbox.ListAsync(Token, "?booking=b1", "htl_one", "htl_two")).Items.Count);
        Assert.Equal("htl_two", Assert.Single((await inbox.ListAsync(Token, "?hotel=two", "htl_one", "htl_two")).Items).HotelId);
        Assert.Empty((await inbox.ListAsync(Token, "?hotel=two")).Items);
        Assert.Single((await inbox.ListAsync(Token, "?state=Ignored")).Items);
        Assert.Empty((await inbox.ListAsync(Token, $"?until={Uri.EscapeDataString(before.AddSeconds(-1).ToString("O"))}")).Items);
        Assert.Equal(6, (await inbox.ListAsync(Token, $"?from={Uri.EscapeDataString(before.AddSeconds(-1).ToString("O"))}")).Items.Count);

        var foreign = Assert.Single((await inbox.ListAsync(Token, "?hotel=two", "htl_two")).Items).Id;
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, ""), (HttpMethod.Get, "/payload"), (HttpMethod.Post, "/replay")])
        {
            using var answer = await inbox.CallAsync(method, $"/inbox/{foreign}{path}", Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var replay = await inbox.CallAsync(HttpMethod.Post, "/inbox/replay", Token, new { booking = "b1" });
        Assert.Equal(1, (await replay.Content.ReadFromJsonAsync(InboxJson.Default.ReplayAnswer, Token))!.Replayed);
        using var nothing = await inbox.CallAsync(HttpMethod.Post, "/inbox/replay", Token, new { limit = 5 });
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        using var anonymous = await new HttpClient { BaseAddress = inbox.Address }.GetAsync("/inbox", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    public async Task Old_deliveries_go_and_those_not_worked_off_stay()
    {
        await using var inbox = await Hook.StartAsync(servers, Token, configuration =>
        {
            configuration["Pms:Inbox:Retention"] = "00:00:01";
            configuration["Pms:Inbox:SweepInterval"] = "00:00:00.2";
        });
        inbox.Vendor.Answer = http => FakeVendor.JsonAsync(http, "{}", StatusCodes.Status503ServiceUnavailable);
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        await inbox.AcceptedAsync(Hook.Naming("b2"), Token);

        await Eventually.TrueAsync(async () => await inbox.CountAsync("SELECT count(*) FROM inbox", Token) == 1, TimeSpan.FromSeconds(20), "the old one is gone", Token);
        Assert.Equal(["b2"], (await inbox.ListAsync(Token)).Items.Single().Bookings);
    }

    [Fact]
    public async Task Two_replicas_never_work_off_one_connection_at_once_and_each_delivery_is_worked_off_once()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var running = 0;
        var most = 0;
        var asked = new ConcurrentBag<string>();
        inbox.Vendor.Answer = async http =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            var ids = http.Request.Query["ids"].ToString().Split(',');
            foreach (var id in ids)
                asked.Add(id);
            await Task.Delay(20, http.RequestAborted);
            Interlocked.Decrement(ref running);
            await FakeVendor.JsonAsync(http, $$"""{"bookings":[{{string.Join(',', ids.Select(id => Hook.Booking(id)))}}]}""");
        };
        for (var number = 0; number < 30; number++)
            await inbox.AcceptedAsync(Hook.Naming($"first-{number}"), Token);
        await inbox.StartAsync(Token);
        for (var number = 0; number < 30; number++)
            await inbox.AcceptedAsync(Hook.Naming($"second-{number}"), Token);

        await inbox.UntilAsync(InboxState.Processed, 60, Token);
        Assert.Equal(1, most);
        Assert.Equal(60, asked.Count);
        Assert.Equal(60, inbox.Events.Ids("pms.bookings.changed").Count);
    }
}
