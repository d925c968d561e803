namespace PmsPlatform.Gateway.Tests;

public sealed class HeaderTests(Backends backends) : IClassFixture<Backends>
{
    [Fact]
    public async Task A_correlation_id_is_passed_on_and_comes_back()
    {
        var mark = Backends.Mark();

        var response = await backends.Gateway.GetAsync($"/api/context?phone={mark}", ("x-correlation-id", $"chat-{mark}"));

        Assert.Equal($"chat-{mark}", response.Header("x-correlation-id"));
        Assert.Equal($"chat-{mark}", Backends.Marked(backends.GuestContext, mark).Headers["x-correlation-id"]);
    }

    [Fact]
    public async Task A_call_without_one_gets_its_own()
    {
        var mark = Backends.Mark();

        var first = (await backends.Gateway.GetAsync($"/api/context?phone={mark}")).Header("x-correlation-id");
        var second = (await backends.Gateway.GetAsync("/api/context")).Header("x-correlation-id");

        Assert.NotEmpty(first);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Backends.Marked(backends.GuestContext, mark).Headers["x-correlation-id"]);
    }

    [Theory]
    [InlineData("has blanks")]
    [InlineData("a,b")]
    [InlineData("<script>")]
    [InlineData("guest@example.org")]
    [InlineData("+15550123")]
    [InlineData("123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789")]
    public async Task One_that_is_no_plain_id_is_replaced(string given)
    {
        var mark = Backends.Mark();

        var response = await backends.Gateway.GetAsync($"/api/context?phone={mark}", ("x-correlation-id", given));

        Assert.NotEqual(given, response.Header("x-correlation-id"));
        Assert.Equal(response.Header("x-correlation-id"), Backends.Marked(backends.GuestContext, mark).Headers["x-correlation-id"]);
    }

    [Theory]
    [InlineData("/api/context", true)]
    [InlineData("/api/context", false)]
    [InlineData("/api/nowhere", true)]
    [InlineData("/nowhere", false)]
    [InlineData("/health", false)]
    public async Task Every_answer_has_the_security_headers_and_names_no_server(string path, bool withKey)
    {
        var response = await backends.Gateway.SendAsync(HttpMethod.Get, path, withKey ? [("x-api-key", Settings.ConciergeKey)] : []);

        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Header("Content-Security-Policy"));
        Assert.Equal("DENY", response.Header("X-Frame-Options"));
        Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Resource-Policy"));
        Assert.Contains("no-store", response.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }
}
