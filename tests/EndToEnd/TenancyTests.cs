using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>What a caller may see.</summary>
public sealed class TenancyTests(Platform platform)
{
    [Fact]
    public async Task A_concierge_finds_the_guest_who_calls_and_only_at_their_own_hotel()
    {
        using var hotel = await platform.TakeHotelAsync("mews", bookings: 200, Token);
        using var other = await platform.TakeHotelAsync("mews", bookings: 10, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.SyncAsync("bookings", Token);
        await hotel.EqualsSandboxAsync(Token);
        var (phone, guest) = await hotel.SomebodyInHouseAsync(Token);

        // The context follows by a queue of its own, not the ledger's.
        JsonElement? answer = null;
        await Eventually.TrueAsync(
            async () => (answer = await hotel.Gateway.ContextAsync(phone, Token))?.TryGetProperty("phase", out _) is true,
            TimeSpan.FromSeconds(45),
            "the context has the guest's booking",
            Token);

        Assert.Equal(guest, answer!.Value.GetProperty("guest").GetProperty("externalId").GetString());
        Assert.Equal("Current", answer.Value.GetProperty("phase").GetString());
        Assert.True(answer.Value.GetProperty("room").GetProperty("number").GetString()!.Length > 0);
        Assert.Null(await other.Gateway.ContextAsync(phone, Token));
    }

    [Fact]
    public async Task Anothers_run_does_not_exist()
    {
        using var hotel = await platform.TakeHotelAsync("mews", bookings: 10, Token);
        using var other = await platform.TakeHotelAsync("mews", bookings: 10, Token);
        var run = await hotel.SyncAsync("rooms", Token);

        using var http = Http(other.Setting.ApiKey);
        using var response = await http.GetAsync($"/api/pms/sync/mews/runs/{run.Id}", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_key_is_refused()
    {
        using var http = Http("pms_nobody_knows_this_key");
        using var response = await http.GetAsync("/api/ledger/bookings", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"provider":"fidelio"}""", HttpStatusCode.BadRequest, "provider")]
    [InlineData("""{}""", HttpStatusCode.BadRequest, "provider")]
    [InlineData("""{"provider":"mews","limit":-1}""", HttpStatusCode.BadRequest, "limit")]
    [InlineData("""{"provider":"mews","since":"31/12/2026"}""", HttpStatusCode.BadRequest, "since")]
    [InlineData("""{"provider":""", HttpStatusCode.BadRequest, null)]
    public async Task Bad_input_is_named_and_nothing_happens(string body, HttpStatusCode expected, string? field)
    {
        using var http = Http(TestHotel.Settings(0).ApiKey);
        using var response = await http.PostAsync("/api/pms/sync/bookings", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Token);

        Assert.Equal(expected, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.StartsWith("urn:pms:problem:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        if (field is not null)
            Assert.Equal(field, problem.GetProperty("field").GetString()!.TrimStart('$', '.'));
    }

    [Fact]
    public async Task One_trace_leads_from_the_gateway_through_the_broker_to_the_stores()
    {
        using var hotel = await platform.TakeHotelAsync("mews", bookings: 20, Token);
        await hotel.SyncAsync("bookings", Token);

        await PmsPlatform.TestKit.Eventually.TrueAsync(
            () => platform.Telemetry.Spans.GroupBy(span => span.TraceId, StringComparer.Ordinal).Any(trace =>
            {
                var services = trace.Select(span => span.Service).ToHashSet(StringComparer.Ordinal);
                return services.IsSupersetOf(["gateway", "connector-mews", "sync-ledger", "guest-context"]);
            }),
            TimeSpan.FromSeconds(30),
            "a trace holds spans of gateway, connector and both stores",
            Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Http(string key)
    {
        var http = new HttpClient { BaseAddress = platform.Gateway };
        http.DefaultRequestHeaders.Add("x-api-key", key);
        return http;
    }
}
