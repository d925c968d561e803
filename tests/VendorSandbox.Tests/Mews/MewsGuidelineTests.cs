using System.Net;
using System.Text;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Mews;

/// <summary>Requests, authentication, responses, pagination: connector-api/guidelines of the vendor's documentation.</summary>
public sealed class MewsGuidelineTests
{
    private static readonly object Limited = new { Limitation = new { Count = 10 } };

    [Theory]
    [InlineData("AccessToken")]
    [InlineData("ClientToken")]
    public async Task A_wrong_or_missing_token_is_refused_with_the_documented_error(string token)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        var body = mews.Body(Limited);
        body[token] = "wrong";
        foreach (var variant in new[] { body.DeepClone().AsObject(), body })
        {
            using var answer = await mews.SendAsync(MewsClient.Reservations, variant);
            var error = await Sandbox.ReadAsync(answer);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal($"Invalid {token}.", error.GetProperty("Message").GetString());
            Assert.Equal(answer.Headers.GetValues("Request-Id").Single(), error.GetProperty("RequestId").GetString());
            Assert.True(error.TryGetProperty("Details", out _));
            body[token] = null;
        }
    }

    [Theory]
    [InlineData("/mews/api/connector/v1/Reservations/getAll/2023-06-06")]
    [InlineData("/mews/api/connector/v1/reservations/getall/2023-06-06")]
    [InlineData("/mews/api/connector/v1/reservations/getAll/2023-06-06/")]
    [InlineData("/mews/api/connector/v1/reservations/getAll")]
    [InlineData("/mews/api/connector/v2/reservations/getAll/2023-06-06")]
    public async Task The_address_has_to_match_exactly(string address)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        var (status, error) = await sandbox.PostAsync(address, mews.Body(Limited));
        Assert.Equal(404, status);
        Assert.NotNull(error.GetProperty("Message").GetString());
    }

    [Fact]
    public async Task Only_post_is_an_operation()
    {
        await using var sandbox = await Sandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync(new Uri(MewsClient.Address("configuration/get"), UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("{\"ClientToken\":\"demo-client-token\",}", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("{}", "text/plain")]
    public async Task What_is_no_json_object_is_a_bad_request(string body, string type)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(20);
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await sandbox.Http.PostAsync(new Uri(MewsClient.Address("configuration/get"), UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("Invalid", (await Sandbox.ReadAsync(answer)).GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"Limitation\":null}")]
    [InlineData("{\"Limitation\":{\"Count\":0}}")]
    [InlineData("{\"Limitation\":{\"Count\":1001}}")]
    [InlineData("{\"Limitation\":{\"Count\":10,\"Cursor\":\"11111111-2222-4333-8444-555555555555\"}}")]
    [InlineData("{\"Limitation\":{\"Count\":10},\"States\":[\"Sleeping\"]}")]
    [InlineData("{\"Limitation\":{\"Count\":10},\"ReservationIds\":[\"no-id\"]}")]
    [InlineData("{\"Limitation\":{\"Count\":10},\"UpdatedUtc\":{\"StartUtc\":\"2030-01-01T00:00:00Z\"}}")]
    [InlineData("{\"Limitation\":{\"Count\":10},\"UpdatedUtc\":{\"StartUtc\":\"2030-02-01T00:00:00Z\",\"EndUtc\":\"2030-01-01T00:00:00Z\"}}")]
    [InlineData("{\"Limitation\":{\"Count\":10},\"UpdatedUtc\":{\"StartUtc\":\"2030-01-01T00:00:00Z\",\"EndUtc\":\"2030-04-01T00:00:01Z\"}}")]
    [InlineData("{\"Limitation\":{\"Count\":10},\"CollidingUtc\":{\"StartUtc\":\"2029-01-01T00:00:00Z\",\"EndUtc\":\"2030-01-01T00:00:00Z\"}}")]
    [InlineData("{\"Limitation\":{\"Count\":10},\"ScheduledStartUtc\":{\"StartUtc\":\"yesterday\",\"EndUtc\":\"2030-01-01T00:00:00Z\"}}")]
    public async Task What_the_documentation_forbids_is_a_bad_request(string members)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        var (status, error) = await mews.CallAsync(MewsClient.Reservations, System.Text.Json.Nodes.JsonNode.Parse(members));
        Assert.True(status == 400, $"{status} {error}");
    }

    [Fact]
    public async Task Three_months_are_allowed()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        await mews.ReadAsync(MewsClient.Reservations, new { Limitation = new { Count = 10 }, UpdatedUtc = new { StartUtc = "2030-01-01T00:00:00Z", EndUtc = "2030-04-01T00:00:00Z" } });
    }

    [Fact]
    public async Task More_than_a_thousand_ids_are_refused()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        var ids = Enumerable.Range(0, 1001).Select(_ => Guid.NewGuid()).ToArray();
        Assert.Equal(400, (await mews.CallAsync("orderItems/getAll", new { Limitation = new { Count = 10 }, ServiceOrderIds = ids })).Status);
        Assert.Equal(200, (await mews.CallAsync("orderItems/getAll", new { Limitation = new { Count = 10 }, ServiceOrderIds = ids[1..] })).Status);
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_answered_413()
    {
        await using var sandbox = await Sandbox.StartAsync(("Mews:LongestRequest", "20000"));
        var mews = await sandbox.AddMewsAsync(20);
        var (status, error) = await mews.CallAsync("configuration/get", new { Padding = new string('x', 30_000) });
        Assert.Equal(413, status);
        Assert.NotNull(error.GetProperty("Message").GetString());
    }

    [Fact]
    public async Task A_page_that_is_too_heavy_is_answered_408_and_a_smaller_one_is_not()
    {
        await using var sandbox = await Sandbox.StartAsync(("Mews:HeavyAbove", "50"));
        var mews = await sandbox.AddMewsAsync(100);
        Assert.Equal(408, (await mews.CallAsync(MewsClient.Reservations, new { Limitation = new { Count = 51 } })).Status);
        Assert.Equal(200, (await mews.CallAsync(MewsClient.Reservations, new { Limitation = new { Count = 50 } })).Status);
    }

    [Fact]
    public async Task An_empty_page_is_204_for_those_who_prefer_it()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(0);
        using var request = new HttpRequestMessage(HttpMethod.Post, MewsClient.Address(MewsClient.Reservations));
        request.Headers.Add("Prefer", "return=minimal");
        request.Content = System.Net.Http.Json.JsonContent.Create(mews.Body(new { ServiceIds = new[] { await mews.StayServiceAsync() }, Limitation = new { Count = 10 } }));
        using var answer = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
