using System.Net;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

public sealed class IngressTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_delivery_is_committed_when_it_is_acknowledged()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);

        Assert.Equal(1, await inbox.CountAsync("SELECT count(*) FROM inbox", Token));
        var entry = Assert.Single(await inbox.UntilAsync(InboxState.Processed, 1, Token));
        Assert.Equal(("htl_one", "con_one", "hook", 1), (entry.HotelId, entry.ConnectionId, entry.Vendor, entry.Changed));
        Assert.Equal(["b1"], entry.Bookings);
        var message = Assert.Single(inbox.Events.Of("pms.bookings.changed"));
        Assert.Equal(entry.Id, message.GetProperty("context").GetProperty("webhookId").GetGuid());
        Assert.Equal(entry.CorrelationId, message.GetProperty("context").GetProperty("correlationId").GetString());
    }

    [Fact]
    public async Task Nothing_of_what_is_kept_can_be_read_in_the_database_and_cards_are_masked()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        await inbox.AcceptedAsync("""{"id":"d1","message":"Jane Roe pays with 4111 1111 1111 1111"}""", Token);

        var entry = Assert.Single(await inbox.UntilAsync(InboxState.Ignored, 1, Token));
        Assert.Equal("messages are not read", entry.Reason);
        Assert.Equal(0, await inbox.CountAsync("SELECT count(*) FROM inbox WHERE position('Jane'::bytea IN payload) > 0", Token));
        using var payload = await inbox.CallAsync(HttpMethod.Get, $"/inbox/{entry.Id}/payload", Token);
        var text = await payload.Content.ReadAsStringAsync(Token);
        Assert.Contains("Jane Roe", text, StringComparison.Ordinal);
        Assert.Contains("**** **** **** 1111", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane", inbox.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Hook.AddressToken, inbox.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Hook.Secret, inbox.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_proven_or_read_gets_the_right_refusal_and_is_not_kept()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var good = Hook.Whole("d1", Hook.Booking("b1"));
        var now = TimeProvider.System.GetUtcNow();
        var deep = string.Concat(Enumerable.Repeat("[", 64));

        await RefusedAsync(HttpStatusCode.NotFound, inbox.DeliverAsync(good, Token, token: "000000000000000000000000"));
        await RefusedAsync(HttpStatusCode.NotFound, inbox.DeliverAsync(good, Token, token: "short"));
        await RefusedAsync(HttpStatusCode.NotFound, inbox.DeliverAsync(good, Token, token: null));
        await RefusedAsync(HttpStatusCode.Unauthorized, inbox.DeliverAsync(good, Token, secret: "another secret"));
        await RefusedAsync(HttpStatusCode.Unauthorized, inbox.DeliverAsync(good, Token, at: now.AddMinutes(-10)));
        await RefusedAsync(HttpStatusCode.Unauthorized, inbox.DeliverAsync(good, Token, at: now.AddMinutes(10)));
        await RefusedAsync(HttpStatusCode.UnsupportedMediaType, inbox.DeliverAsync(good, Token, contentType: "text/plain"));
        await RefusedAsync(HttpStatusCode.UnsupportedMediaType, inbox.DeliverAsync(good, Token, contentType: "application/json; charset=utf-16"));
        await RefusedAsync(HttpStatusCode.BadRequest, inbox.DeliverAsync("{\"id\":", Token));
        await RefusedAsync(HttpStatusCode.BadRequest, inbox.DeliverAsync("", Token));
        await RefusedAsync(HttpStatusCode.BadRequest, inbox.DeliverAsync($$"""{"x":{{deep}}{{deep.Replace('[', ']')}}}""", Token));
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, inbox.DeliverAsync($$"""{"x":"{{new string('x', 1024 * 1024)}}"}""", Token));
        Assert.Equal(0, await inbox.CountAsync("SELECT count(*) FROM inbox", Token));

        await inbox.AcceptedAsync($$"""{"x":"{{new string('x', 1024 * 1024 - 8)}}"}""", Token);
        await inbox.AcceptedAsync($$"""{"x":{{deep[1..]}}{{deep[1..].Replace('[', ']')}}}""", Token);
        using var near = await inbox.DeliverAsync(good, Token, at: now.AddMinutes(-4));
        Assert.Equal(HttpStatusCode.Accepted, near.StatusCode);
    }

    [Fact]
    public async Task A_vendor_that_takes_4xx_for_the_last_word_is_told_503_where_it_may_help_to_come_again()
    {
        await using var inbox = await InboxUnderTest<BasicFinal>.StartAsync(servers, Token, configuration =>
        {
            var vendor = configuration["Pms:Connections:0:Endpoint"]!;
            InboxUnderTest<BasicFinal>.Connect(configuration, 1, "two", vendor, "two-two-two-two-two-two-two");
            configuration["Pms:Connections:1:Settings:hookPassword"] = null;
        });
        var good = Hook.Whole("d1", Hook.Booking("b1"));

        using var unknown = await inbox.DeliverAsync(good, Token, token: "000000000000000000000000");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
        Assert.True(unknown.Headers.Contains("Retry-After"));
        await RefusedAsync(HttpStatusCode.ServiceUnavailable, inbox.DeliverAsync(good, Token, token: "two-two-two-two-two-two-two"));
        await RefusedAsync(HttpStatusCode.Unauthorized, inbox.DeliverAsync(good, Token, secret: "another secret"));
        await RefusedAsync(HttpStatusCode.Unauthorized, inbox.DeliverAsync(good, Token, user: "somebody"));
        await inbox.AcceptedAsync(good, Token);
    }

    [Fact]
    public async Task Without_a_token_in_the_address_the_proof_tells_whose_it_is()
    {
        await using var inbox = await Hook.StartAsync(servers, Token, configuration =>
        {
            configuration["Pms:Connections:0:Settings:webhookToken"] = null;
            Hook.Connect(configuration, 1, "two", configuration["Pms:Connections:0:Endpoint"]!, "");
            configuration["Pms:Connections:1:Settings:signingSecret"] = "the secret of two";
        });

        using var answer = await inbox.DeliverAsync(Hook.Whole("d1", Hook.Booking("b1")), Token, token: null, secret: "the secret of two");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("con_two", Assert.Single(await inbox.UntilAsync(InboxState.Processed, 1, Token)).ConnectionId);
    }

    [Fact]
    public async Task One_address_for_all_accounts_serves_each_connection_what_is_its_own()
    {
        await using var inbox = await InboxUnderTest<AddressOnly>.StartAsync(servers, Token, configuration =>
        {
            configuration["Pms:Connections:0:Settings:account"] = "A";
            Hook.Connect(configuration, 1, "two", configuration["Pms:Connections:0:Endpoint"]!, Hook.AddressToken, account: "B");
        });

        await inbox.AcceptedAsync("""{"id":"d1","account":"B","bookings":[{"id":"b1","arrival":"2030-02-01"}]}""", Token);
        await inbox.AcceptedAsync("""{"id":"d2","account":"C","bookings":[{"id":"b2","arrival":"2030-02-01"}]}""", Token);

        var entry = Assert.Single(await inbox.UntilAsync(InboxState.Processed, 1, Token));
        Assert.Equal(("htl_two", "con_two"), (entry.HotelId, entry.ConnectionId));
        Assert.Equal(1, await inbox.CountAsync("SELECT count(*) FROM inbox", Token));
    }

    [Fact]
    public async Task A_handshake_is_answered_and_kept_nowhere()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        using var answer = await inbox.DeliverAsync("""{"challenge":"echo this"}""", Token);

        Assert.Equal((HttpStatusCode.OK, "text/plain", "echo this"),
            (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal(0, await inbox.CountAsync("SELECT count(*) FROM inbox", Token));
    }

    [Fact]
    public async Task The_same_delivery_again_is_acknowledged_and_kept_once()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var named = Hook.Whole("d1", Hook.Booking("b1"));
        var unnamed = Hook.Whole(null, Hook.Booking("b2"));

        foreach (var body in (string[])[named, named, unnamed, unnamed])
            await inbox.AcceptedAsync(body, Token);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => inbox.AcceptedAsync(named, Token)));
        await inbox.UntilAsync(InboxState.Processed, 2, Token);
        await inbox.AcceptedAsync(named, Token);
        await inbox.AcceptedAsync(unnamed, Token);

        Assert.Equal(2, await inbox.CountAsync("SELECT count(*) FROM inbox", Token));
        Assert.Equal(["b1", "b2"], inbox.Events.Ids("pms.bookings.changed").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_equal_body_after_the_window_is_a_new_delivery_and_an_equal_id_never()
    {
        await using var inbox = await Hook.StartAsync(servers, Token, configuration =>
        {
            configuration["Pms:Inbox:DuplicateWindow"] = "00:00:00.2";
            configuration["Pms:Inbox:SweepInterval"] = "00:00:00.1";
        });
        var unnamed = Hook.Whole(null, Hook.Booking("b2"));
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        await inbox.AcceptedAsync(unnamed, Token);
        await Eventually.TrueAsync(
            async () => await inbox.CountAsync("SELECT count(*) FROM inbox WHERE delivery_key IS NOT NULL", Token) == 1, TimeSpan.FromSeconds(20), "the body is forgotten", Token);

        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        await inbox.AcceptedAsync(unnamed, Token);

        await inbox.UntilAsync(InboxState.Processed, 3, Token);
        Assert.Equal(2, inbox.Events.Ids("pms.bookings.changed").Count);
    }

    [Fact]
    public async Task Many_at_once_are_all_kept_in_few_commits()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (number, cancel) =>
            await inbox.AcceptedAsync(Hook.Whole($"d{number}", Hook.Booking($"b{number}")), cancel));

        Assert.Equal(600, await inbox.CountAsync("SELECT count(*) FROM inbox", Token));
        Assert.InRange(await inbox.CountAsync("SELECT count(DISTINCT xmin::text) FROM (SELECT xmin FROM inbox WHERE state = 'Received') AS open", Token), 0, 300);
        await Eventually.TrueAsync(
            async () => await inbox.CountAsync("SELECT count(*) FROM inbox WHERE state = 'Processed'", Token) == 600, TimeSpan.FromSeconds(30), "all are worked off", Token);
        Assert.Equal(600, inbox.Events.Ids("pms.bookings.changed").Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(600, inbox.Events.Ids("pms.bookings.changed").Count);
    }

    [Fact]
    public async Task A_token_that_is_too_short_is_said_so_and_the_connection_not_served()
    {
        await using var inbox = await Hook.StartAsync(servers, Token, configuration => configuration["Pms:Connections:0:Settings:webhookToken"] = "guess-me");

        Assert.Contains("'webhookToken' must have 24 to 256 characters", inbox.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("guess-me", inbox.Logs.Text, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(HttpStatusCode expected, Task<HttpResponseMessage> delivering)
    {
        using var answer = await delivering;
        Assert.Equal(expected, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.StartsWith("urn:pms:problem:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
    }
}
