using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

/// <summary>Trying out and proposing mappings of hotels' own systems.</summary>
public sealed class MappingRouteTests : IAsyncLifetime
{
    private FakeVendor _custom = null!;
    private FakeVendor _mews = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _custom = await Backends.StartAsync();
        _mews = await Backends.StartAsync();
        _gateway = await RunningGateway.StartAsync(Settings.With(
            ("guest-context", _mews.Url), ("sync-ledger", _mews.Url), ("connector-custom", _custom.Url), ("connector-mews", _mews.Url)));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _custom.DisposeAsync();
        await _mews.DisposeAsync();
    }

    [Theory]
    [InlineData("try")]
    [InlineData("suggest")]
    public async Task A_trial_leads_to_the_connector_with_its_body_and_its_caller(string name)
    {
        var response = await PostAsync($"/api/pms/custom/mapping/{name}", """{"entity":"booking"}""");

        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(_custom.Requests);
        Assert.Equal(("POST", $"/mapping/{name}", """{"entity":"booking"}"""), (request.Method, request.Target, request.Body));
        Assert.True(request.Headers.ContainsKey("x-pms-identity"));
        Assert.False(request.Headers.ContainsKey("x-api-key"));
    }

    [Fact]
    public async Task Samples_may_be_larger_than_other_bodies_and_have_a_limit_all_the_same()
    {
        var large = new string('x', 300_000);
        Assert.Equal(200, (int)(await PostAsync("/api/pms/custom/mapping/suggest", $$"""{"samples":["{{large}}"]}""")).StatusCode);
        await (await PostAsync("/api/pms/custom/mapping/suggest", new string(' ', 2 * 1024 * 1024 + 1))).ProblemAsync(413, "too-large");
        Assert.Single(_custom.Requests);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_tried() =>
        await (await _gateway.SendAsync(HttpMethod.Post, "/api/pms/custom/mapping/try", [], SyncTests.Json("{}"))).ProblemAsync(401, "unauthorised");

    [Theory]
    [InlineData("/api/pms/mews/mapping/try")]
    [InlineData("/api/pms/custom/mapping/other")]
    [InlineData("/api/pms/custom/mapping")]
    public async Task Other_vendors_and_other_paths_have_none(string path)
    {
        Assert.Contains((int)(await PostAsync(path, "{}")).StatusCode, new[] { 404, 405 });
        Assert.Empty(_custom.Requests);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _gateway.SendAsync(HttpMethod.Post, path, [("x-api-key", Settings.ConciergeKey)], SyncTests.Json(body));
}
