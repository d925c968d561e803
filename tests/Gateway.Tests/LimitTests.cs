using System.Net;
using System.Text;
using PmsPlatform.Gateway.Limits;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class LimitTests(Backends backends) : IClassFixture<Backends>
{
    [Fact]
    public async Task A_key_that_calls_too_fast_is_told_to_wait_and_another_is_not()
    {
        await using var gateway = await GatewayAsync(("Gateway:RateLimit:PerSecond", "1"), ("Gateway:RateLimit:Burst", "3"));

        var answers = new List<HttpResponseMessage>();
        for (var call = 0; call < 10; call++)
            answers.Add(await gateway.GetAsync("/api/context"));

        Assert.All(answers.Take(3), answer => Assert.Equal(200, (int)answer.StatusCode));
        var refused = answers.First(answer => (int)answer.StatusCode is not 200);
        await refused.ProblemAsync(429, "too-many-requests");
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(200, (int)(await gateway.SendAsync(HttpMethod.Get, "/api/context", [("x-api-key", Settings.SakuraKey)])).StatusCode);
        await Eventually.TrueAsync(
            async () => (int)(await gateway.GetAsync("/api/context")).StatusCode is 200, TimeSpan.FromSeconds(10), "the key may call again", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_address_that_tries_keys_is_told_to_wait_and_a_known_key_still_passes()
    {
        await using var gateway = await GatewayAsync(("Gateway:RateLimit:FailedAuthenticationsPerMinute", "3"));

        for (var call = 0; call < 3; call++)
            await (await gateway.SendAsync(HttpMethod.Get, "/api/context", [("x-api-key", $"guess-number-{call}-of-many")])).ProblemAsync(401, "unauthorised");
        var refused = await gateway.SendAsync(HttpMethod.Get, "/api/context", [("x-api-key", "one-guess-too-many-for-us")]);

        await refused.ProblemAsync(429, "too-many-requests");
        Assert.Equal("60", refused.Header("Retry-After"));
        Assert.Equal(200, (int)(await gateway.GetAsync("/api/context")).StatusCode);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_that_one_host_can_choose_from_are_counted_together(string first, string second, bool together)
    {
        using var failures = new FailedAttempts(new RateLimitOptions { FailedAuthenticationsPerMinute = 1 });

        Assert.True(failures.TryCount(IPAddress.Parse(first)));
        Assert.Equal(!together, failures.TryCount(IPAddress.Parse(second)));
    }

    [Fact]
    public async Task A_body_of_64_kB_is_taken()
    {
        var body = """{"provider":"mews","x":""}""";
        var filled = body.Insert(body.Length - 2, new string('x', (64 * 1024) - body.Length));

        Assert.Equal(200, (int)(await backends.Gateway.SyncAsync("bookings", SyncTests.Json(filled))).StatusCode);
    }

    [Fact]
    public async Task A_larger_body_is_refused_by_its_length()
    {
        var before = backends.Mews.Requests.Count;

        var problem = await (await backends.Gateway.SyncAsync("bookings", SyncTests.Json(Oversized()))).ProblemAsync(413, "too-large");

        Assert.Equal(64 * 1024, (int?)problem["mostBytes"]);
        Assert.Equal(before, backends.Mews.Requests.Count);
    }

    [Fact]
    public async Task A_larger_body_without_a_length_is_refused_while_it_comes()
    {
        using var body = new Streamed(Encoding.UTF8.GetBytes(Oversized()));
        var before = backends.Mews.Requests.Count;

        await (await backends.Gateway.SyncAsync("bookings", body)).ProblemAsync(413, "too-large");

        Assert.Equal(before, backends.Mews.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for()
    {
        await using var gateway = await GatewayAsync(("Gateway:BodyTimeout", "00:00:00.3"));

        var answer = await gateway.RawAsync($"POST /api/pms/sync/bookings HTTP/1.1\r\nHost: x\r\nx-api-key: {Settings.ConciergeKey}\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{{");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:pms:problem:request-timeout", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_do_not_come_are_not_waited_for()
    {
        await using var gateway = await GatewayAsync(("Gateway:HeadersTimeout", "00:00:01"));

        Assert.StartsWith("HTTP/1.1 408 ", await gateway.RawAsync("GET /api/context HTTP/1.1\r\nHost: x\r\nx-api"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_or_too_long_headers_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 100).Select(number => $"x-{number}: 1\r\n"));

        Assert.StartsWith("HTTP/1.1 431 ", await backends.Gateway.RawAsync($"GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await backends.Gateway.RawAsync($"GET / HTTP/1.1\r\nHost: x\r\nx: {new string('x', 20_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await backends.Gateway.RawAsync($"GET /{new string('x', 9_000)} HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}  ")]
    public async Task A_body_whose_end_is_in_doubt_reaches_no_connector(string rest)
    {
        var before = backends.Mews.Requests.Count;

        var answer = await backends.Gateway.RawAsync(
            $"POST /api/pms/sync/bookings HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: {Settings.ConciergeKey}\r\nContent-Type: application/json\r\n{rest}");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(before, backends.Mews.Requests.Count);
    }

    private static string Oversized() => $$"""{"provider":"mews","x":"{{new string('x', 70_000)}}"}""";

    private Task<RunningGateway> GatewayAsync(params IEnumerable<(string Key, string Value)> settings)
    {
        var all = Settings.With(("guest-context", backends.GuestContext.Url), ("sync-ledger", backends.SyncLedger.Url), ("connector-mews", backends.Mews.Url));
        foreach (var (key, value) in settings)
            all[key] = value;
        return RunningGateway.StartAsync(all);
    }
}
