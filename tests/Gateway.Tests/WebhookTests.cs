using System.Text;

namespace PmsPlatform.Gateway.Tests;

public sealed class WebhookTests(Backends backends) : IClassFixture<Backends>
{
    private const string Id = "0198c1d2-0000-7000-8000-000000000001";

    [Fact]
    public async Task A_vendor_reaches_its_connector_without_a_key_and_with_all_that_proves_it()
    {
        var token = Backends.Mark();

        var answer = await backends.Gateway.SendAsync(
            HttpMethod.Post,
            $"/api/pms/mews/webhook/{token}",
            [("Authorization", "Basic dTpw"), ("X-Vendor-Signature", "sha256=ab"), ("X-Vendor-Time", "1900000000"), ("x-pms-identity", "forged"), ("x-pms-anything", "x"),
             ("Cookie", "a=b"), ("x-api-key", "some-key"), ("X-Forwarded-For", "10.0.0.1"), ("x-provider-token", "t"), ("x-hotel-slug", "aurora")],
            Json("""{"a":1}"""));

        Assert.Equal(200, (int)answer.StatusCode);
        var got = Backends.Marked(backends.Mews, token);
        Assert.Equal(("POST", $"/webhooks/{token}", """{"a":1}"""), (got.Method, got.Target, got.Body));
        Assert.Equal("Basic dTpw", got.Headers["Authorization"]);
        Assert.Equal("sha256=ab", got.Headers["X-Vendor-Signature"]);
        Assert.Equal("1900000000", got.Headers["X-Vendor-Time"]);
        Assert.StartsWith("application/json", got.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.All((string[])["x-pms-identity", "x-pms-anything", "Cookie", "x-api-key", "X-Forwarded-For", "x-correlation-id"], name => Assert.DoesNotContain(name, got.Headers.Keys, StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain(token, backends.Gateway.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_without_a_token_and_the_neutral_form_lead_to_the_connector_too()
    {
        await backends.Gateway.SendAsync(HttpMethod.Post, "/api/pms/hostaway/webhook", [], Json("""{"bare":1}"""));
        var answer = await backends.Gateway.SendAsync(
            HttpMethod.Post, "/api/pms/hostaway/bookings", [("x-provider-token", "token"), ("x-hotel-slug", "harbour-lofts"), ("x-correlation-id", "cause-1")], Json("""{"neutral":1}"""));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains(backends.Hostaway.Requests, request => request is { Target: "/webhooks", Body: """{"bare":1}""" });
        var got = Backends.Marked(backends.Hostaway, "/webhooks/neutral/bookings");
        Assert.Equal(("token", "harbour-lofts", "cause-1"), (got.Headers["x-provider-token"], got.Headers["x-hotel-slug"], got.Headers["x-correlation-id"]));
        Assert.Equal("""{"neutral":1}""", got.Body);
    }

    [Fact]
    public async Task A_delivery_of_1_MiB_passes_and_a_larger_one_does_not()
    {
        var token = Backends.Mark();
        var most = $$"""{"x":"{{new string('x', (1024 * 1024) - 8)}}"}""";
        Assert.Equal(200, (int)(await backends.Gateway.SendAsync(HttpMethod.Post, $"/api/pms/mews/webhook/{token}", [], Json(most))).StatusCode);
        Assert.Equal(most, Backends.Marked(backends.Mews, token).Body);

        await (await backends.Gateway.SendAsync(HttpMethod.Post, "/api/pms/mews/webhook/long", [], Json(most + " "))).ProblemAsync(413, "too-large");
        using var streamed = new Streamed(Encoding.UTF8.GetBytes(most + " "));
        await (await backends.Gateway.SendAsync(HttpMethod.Post, "/api/pms/mews/webhook/long", [], streamed)).ProblemAsync(413, "too-large");
    }

    [Fact]
    public async Task An_address_that_sends_too_much_is_told_to_wait_and_keys_are_not_held_up_by_it()
    {
        var settings = Settings.With(("guest-context", backends.GuestContext.Url), ("sync-ledger", backends.SyncLedger.Url), ("connector-mews", backends.Mews.Url));
        settings["Gateway:RateLimit:WebhooksPerSecond"] = "1";
        await using var gateway = await RunningGateway.StartAsync(settings);

        var answers = new List<HttpResponseMessage>();
        for (var call = 0; call < 10; call++)
            answers.Add(await gateway.SendAsync(HttpMethod.Post, "/api/pms/mews/webhook/t", [], Json("{}")));

        Assert.All(answers.Take(2), answer => Assert.Equal(200, (int)answer.StatusCode));
        var refused = answers.First(answer => (int)answer.StatusCode is not 200);
        await refused.ProblemAsync(429, "too-many-requests");
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(200, (int)(await gateway.GetAsync("/api/context")).StatusCode);
    }

    [Fact]
    public async Task A_connector_that_is_away_is_answered_503_so_that_the_vendor_comes_again()
    {
        var gone = await Backends.StartAsync();
        var url = gone.Url;
        await gone.DisposeAsync();
        await using var gateway = await RunningGateway.StartAsync(
            Settings.With(("guest-context", backends.GuestContext.Url), ("sync-ledger", backends.SyncLedger.Url), ("connector-mews", url)));

        var answer = await gateway.SendAsync(HttpMethod.Post, "/api/pms/mews/webhook/t", [], Json("{}"));

        await answer.ProblemAsync(503, "unavailable");
        Assert.True(answer.Headers.Contains("Retry-After"));
    }

    [Theory]
    [InlineData("GET", "/api/pms/mews/inbox?state=Failed&limit=5", "/inbox?state=Failed&limit=5")]
    [InlineData("GET", $"/api/pms/mews/inbox/{Id}", $"/inbox/{Id}")]
    [InlineData("GET", $"/api/pms/mews/inbox/{Id}/payload", $"/inbox/{Id}/payload")]
    [InlineData("POST", $"/api/pms/mews/inbox/{Id}/replay", $"/inbox/{Id}/replay")]
    [InlineData("POST", "/api/pms/mews/inbox/replay", "/inbox/replay")]
    public async Task The_inbox_needs_a_key_and_gets_the_callers_identity(string method, string path, string target)
    {
        var content = method is "POST" ? Json("{}") : null;
        var anonymous = await backends.Gateway.SendAsync(new HttpMethod(method), path, [], content);
        await anonymous.ProblemAsync(401, "unauthorised");

        var answer = await backends.Gateway.SendAsync(new HttpMethod(method), path, [("x-api-key", Settings.ConciergeKey)], method is "POST" ? Json("{}") : null);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains(backends.Mews.Requests, request => request.Target == target && request.Headers.ContainsKey("x-pms-identity"));
    }

    [Theory]
    [InlineData("POST", "/api/pms/opera/webhook/t")]
    [InlineData("POST", "/api/pms/mews/webhook/t/more")]
    [InlineData("GET", "/api/pms/mews/webhook/t")]
    [InlineData("POST", "/api/pms/mews/webhook/..%2Finbox")]
    public async Task Nothing_else_is_open_to_strangers(string method, string path)
    {
        var before = backends.Mews.Requests.Count;

        var answer = await backends.Gateway.SendAsync(new HttpMethod(method), path, [], method is "POST" ? Json("{}") : null);

        Assert.True((int)answer.StatusCode is 401 or 404 or 405 || backends.Mews.Requests.Skip(before).All(request => request.Target.StartsWith("/webhooks/", StringComparison.Ordinal)));
        Assert.DoesNotContain(backends.Mews.Requests.Skip(before), request => request.Target.StartsWith("/inbox", StringComparison.Ordinal));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
