using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

public sealed class SyncEndpointTests(SharedServers servers)
{
    [Theory]
    [InlineData("""{"limit":0}""", "limit")]
    [InlineData("""{"limit":-5}""", "limit")]
    [InlineData("""{"since":"yesterday"}""", "since")]
    [InlineData("""{"since":"2026-13-01"}""", "since")]
    [InlineData("""{"since":"2026-01-01T00:00:00"}""", "since")]
    [InlineData("""{"since":"2999-01-01"}""", "since")]
    public async Task A_wrong_value_is_named(string body, string field)
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token);

        using var response = await runtime.PostAsync("/sync/bookings", body, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.StartsWith("urn:pms:problem:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Empty(runtime.Vendor.Requests);
    }

    [Theory]
    [InlineData("/sync/invoices", HttpStatusCode.NotFound)]
    [InlineData("/sync/rooms", HttpStatusCode.BadRequest)]
    public async Task What_the_vendor_does_not_list_is_refused(string path, HttpStatusCode expected)
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token);

        using var response = await runtime.PostAsync(path, "{}", Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_signed_identity_nothing_is_answered()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token);

        using var response = await runtime.GetAnonymouslyAsync("/sync/runs", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Since_reaches_the_vendor_as_asked()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token);
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, """{"bookings":[]}""");

        await runtime.SyncAsync(Token, """{"since":"2026-03-29"}""");

        // Midnight in Budapest on the day the clocks go forward.
        Assert.Contains("since=2026-03-28T23%3A00%3A00", runtime.Vendor.Requests[0].Target, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
