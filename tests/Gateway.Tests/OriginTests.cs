namespace PmsPlatform.Gateway.Tests;

/// <summary>Which pages may call from a browser.</summary>
public sealed class OriginTests(Backends backends) : IClassFixture<Backends>
{
    private const string Ours = "https://app.example.com";

    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    public async Task No_page_may_call_unless_configured(string method)
    {
        var answer = await AskAsync(backends.Gateway, method, Ours);

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.NotEqual(204, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_configured_origin_may_and_no_other()
    {
        await using var gateway = await RunningGateway.StartAsync(With(Ours));

        Assert.Equal(Ours, (await AskAsync(gateway, "GET", Ours)).Header("Access-Control-Allow-Origin"));
        Assert.Equal(Ours, (await AskAsync(gateway, "OPTIONS", Ours)).Header("Access-Control-Allow-Origin"));
        foreach (var origin in (string[])["https://app.example.com.evil.example", "http://app.example.com", "null", "https://APP.example.org"])
            Assert.False((await AskAsync(gateway, "OPTIONS", origin)).Headers.Contains("Access-Control-Allow-Origin"), origin);
        Assert.False((await AskAsync(gateway, "GET", Ours)).Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("app.example.com")]
    public void An_origin_that_is_none_is_a_problem_at_start(string origin)
    {
        var failure = Assert.Throws<ServiceDefaults.StartupConfigurationException>(() => GatewayApp.Build(RunningGateway.Builder(With(origin))));
        Assert.StartsWith("Gateway:AllowedOrigins has", Assert.Single(failure.Problems), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway, string method, string origin) => gateway.SendAsync(
        new HttpMethod(method), "/api/context", [("Origin", origin), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "x-api-key"), ("x-api-key", Settings.ConciergeKey)]);

    private Dictionary<string, string?> With(string origin)
    {
        var settings = Settings.With(("guest-context", backends.GuestContext.Url), ("sync-ledger", backends.SyncLedger.Url), ("connector-mews", backends.Mews.Url));
        settings["Gateway:AllowedOrigins:0"] = origin;
        return settings;
    }
}
