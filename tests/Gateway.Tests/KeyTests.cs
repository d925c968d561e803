namespace PmsPlatform.Gateway.Tests;

public sealed class KeyTests(Backends backends) : IClassFixture<Backends>
{
    [Fact]
    public async Task A_call_without_a_key_is_refused()
    {
        var response = await backends.Gateway.SendAsync(HttpMethod.Get, "/api/context?phone=1", []);

        await response.ProblemAsync(401, "unauthorised");
        Assert.Equal("Bearer realm=\"pms\"", response.Header("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("x-api-key", "not-a-key-of-ours-at-all")]
    [InlineData("x-api-key", "")]
    [InlineData("x-api-key", Settings.ConciergeKey + "x")]
    [InlineData("x-api-key", "CONCIERGE-KEY-0123456789")]
    [InlineData("Authorization", "Bearer nothing")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", Settings.ConciergeKey)]
    [InlineData("Authorization", "Basic " + Settings.ConciergeKey)]
    public async Task An_unknown_key_is_refused(string header, string value)
    {
        var mark = Backends.Mark();

        var response = await backends.Gateway.SendAsync(HttpMethod.Get, $"/api/context?phone={mark}", [(header, value)]);

        await response.ProblemAsync(401, "unauthorised");
        Assert.DoesNotContain(backends.GuestContext.Requests, request => request.Target.Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_of_any_length_is_no_more_than_unknown() =>
        await (await backends.Gateway.SendAsync(HttpMethod.Get, "/api/context", [("x-api-key", new string('k', 9000))])).ProblemAsync(401, "unauthorised");

    [Fact]
    public async Task Two_keys_in_one_call_are_refused() =>
        await (await backends.Gateway.SendAsync(HttpMethod.Get, "/api/context", [("x-api-key", Settings.ConciergeKey), ("x-api-key", Settings.SakuraKey)]))
            .ProblemAsync(401, "unauthorised");

    [Theory]
    [InlineData("x-api-key", Settings.ConciergeKey)]
    [InlineData("Authorization", "Bearer " + Settings.ConciergeKey)]
    [InlineData("authorization", "bearer " + Settings.ConciergeKey)]
    public async Task A_known_key_opens_and_never_reaches_a_service(string header, string value)
    {
        var mark = Backends.Mark();

        var response = await backends.Gateway.SendAsync(HttpMethod.Get, $"/api/context?phone={mark}", [(header, value)]);

        Assert.Equal(200, (int)response.StatusCode);
        var received = Backends.Marked(backends.GuestContext, mark);
        Assert.DoesNotContain(received.Headers, sent => sent.Value.Contains(Settings.ConciergeKey, StringComparison.Ordinal));
        Assert.DoesNotContain("x-api-key", received.Headers.Keys);
        Assert.DoesNotContain("Authorization", received.Headers.Keys);
    }

    [Theory]
    [InlineData("/API/context")]
    [InlineData("/Api/Context")]
    [InlineData("/api/./context")]
    [InlineData("/x/../api/context")]
    [InlineData("/%61pi/context")]
    [InlineData("/api/nowhere")]
    [InlineData("/api")]
    [InlineData("http://x/api/context")]
    public async Task No_spelling_of_a_path_gets_around_the_key(string path) =>
        Assert.StartsWith("HTTP/1.1 401 ", await backends.Gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
}
