using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class SyncTests(Backends backends) : IClassFixture<Backends>
{
    [Theory]
    [InlineData("bookings")]
    [InlineData("rooms")]
    [InlineData("guests")]
    [InlineData("availability")]
    [InlineData("maintenance")]
    [InlineData("housekeeping-tasks")]
    public async Task A_sync_goes_to_the_connector_of_its_provider(string entity)
    {
        var before = backends.Hostaway.Requests.Count;

        var response = await backends.Gateway.SyncAsync(entity, Json("""{"provider":"hostaway","since":"2026-03-01","limit":5}"""));

        Assert.Equal(200, (int)response.StatusCode);
        var received = backends.Hostaway.Requests[before];
        Assert.Equal(("POST", $"/sync/{entity}"), (received.Method, received.Target));
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.Equal("""{"provider":"hostaway","since":"2026-03-01","limit":5}""", received.Body);
        Assert.Contains("x-pms-identity", received.Headers.Keys);
    }

    [Fact]
    public async Task A_connector_gets_what_was_checked_and_nothing_else()
    {
        var before = backends.Mews.Requests.Count;

        await backends.Gateway.SyncAsync("bookings", Json(""" { "note": {"a":[1,{}]}, "limit":null, "\u0070rovider" : "mews", "extra":"x", "since" : null } """));

        Assert.Equal("""{"provider":"mews"}""", backends.Mews.Requests[before].Body);
    }

    [Theory]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01T06:00Z")]
    [InlineData("2026-03-01T06:00:00Z")]
    [InlineData("2026-03-01T06:00:00.123Z")]
    [InlineData("2026-03-01T06:00:00+02:00")]
    [InlineData("2026-03-01T06:00:00.1234567-11:30")]
    [InlineData("2024-02-29")]
    public async Task Since_is_an_instant_with_offset_or_a_date(string since) =>
        Assert.Equal(200, (int)(await backends.Gateway.SyncAsync("rooms", Json($$"""{"provider":"mews","since":"{{since}}"}"""))).StatusCode);

    [Theory]
    [InlineData("""{"provider":"mews","since":"yesterday"}""", "since")]
    [InlineData("""{"provider":"mews","since":""}""", "since")]
    [InlineData("""{"provider":"mews","since":"2026-02-30"}""", "since")]
    [InlineData("""{"provider":"mews","since":"2025-02-29T00:00:00Z"}""", "since")]
    [InlineData("""{"provider":"mews","since":"2026-03-01T06:00:00"}""", "since")]
    [InlineData("""{"provider":"mews","since":"2026-03-01 06:00:00Z"}""", "since")]
    [InlineData("""{"provider":"mews","since":"01/03/2026"}""", "since")]
    [InlineData("""{"provider":"mews","since":"2026-03-01T25:00:00Z"}""", "since")]
    [InlineData("""{"provider":"mews","since":"2026-03-01T06:00:00+99:00"}""", "since")]
    [InlineData("""{"provider":"mews","since":"0001-01-01"}""", "since")]
    [InlineData("""{"provider":"mews","since":"0001-01-01T00:00:00+14:00"}""", "since")]
    [InlineData("""{"provider":"mews","since":"9999-12-31T23:59:59-14:00"}""", "since")]
    [InlineData("""{"provider":"mews","since":1772344800}""", "since")]
    [InlineData("""{"provider":"mews","since":{}}""", "since")]
    [InlineData("""{"provider":"mews","limit":0}""", "limit")]
    [InlineData("""{"provider":"mews","limit":-5}""", "limit")]
    [InlineData("""{"provider":"mews","limit":1.5}""", "limit")]
    [InlineData("""{"provider":"mews","limit":"10"}""", "limit")]
    [InlineData("""{"provider":"mews","limit":2147483648}""", "limit")]
    [InlineData("""{"provider":"mews","limit":99999999999999999999999999}""", "limit")]
    [InlineData("""{"provider":"mews","limit":[[[1]]]}""", "limit")]
    [InlineData("""{"provider":"mews","limit":true}""", "limit")]
    [InlineData("""{"provider":"mews","limit":1,"limit":2}""", "limit")]
    [InlineData("""{"provider":"mews","mode":"some"}""", "mode")]
    [InlineData("""{"provider":"mews","mode":{"a":1}}""", "mode")]
    [InlineData("""{"provider":"mews","mode":"reconcile","force":"yes"}""", "force")]
    [InlineData("""{}""", "provider")]
    [InlineData("""{"provider":null}""", "provider")]
    [InlineData("""{"provider":""}""", "provider")]
    [InlineData("""{"provider":7}""", "provider")]
    [InlineData("""{"provider":["mews"]}""", "provider")]
    [InlineData("""{"provider":"mews","provider":"hostaway"}""", "provider")]
    [InlineData("""{"provider":"opera"}""", "provider")]
    [InlineData("""{"provider":"mews/../hostaway"}""", "provider")]
    [InlineData("""{"PROVIDER":"mews"}""", "provider")]
    [InlineData("""[{"provider":"mews"}]""", "body")]
    [InlineData("\"mews\"", "body")]
    [InlineData("null", "body")]
    [InlineData("   ", "body")]
    [InlineData("""{"provider":"mews"} {}""", "body")]
    [InlineData("""{"provider":"mews",}""", "body")]
    [InlineData("""{"provider":"mews" """, "body")]
    [InlineData("""{"provider":"\ud800"}""", "body")]
    [InlineData("""{"\ud800":1}""", "body")]
    [InlineData("""{provider:"mews"}""", "body")]
    public async Task A_bad_body_is_refused_with_the_member_and_reaches_no_connector(string body, string field)
    {
        var before = backends.Mews.Requests.Count + backends.Hostaway.Requests.Count;

        var problem = await (await backends.Gateway.SyncAsync("bookings", Json(body))).ProblemAsync(400, "invalid-request");

        Assert.Equal(field, (string?)problem["field"]);
        Assert.False(string.IsNullOrEmpty((string?)problem["reason"]));
        Assert.Equal(before, backends.Mews.Requests.Count + backends.Hostaway.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_provider_is_told_which_are_known()
    {
        var problem = await (await backends.Gateway.SyncAsync("bookings", Json("""{"provider":"opera"}"""))).ProblemAsync(400, "invalid-request");

        Assert.Equal("is not known. Known are: hostaway, mews.", (string?)problem["reason"]);
        Assert.Equal("""["hostaway","mews"]""", problem["known"]!.ToJsonString());
    }

    [Fact]
    public async Task Malformed_JSON_is_told_by_line_and_byte()
    {
        var problem = await (await backends.Gateway.SyncAsync("bookings", Json("{\"provider\":\"mews\",\n\"limit\": x}"))).ProblemAsync(400, "invalid-request");

        Assert.Equal("is not JSON: line 2, byte 10.", (string?)problem["reason"]);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        byte[] latin = [.. "{\"provider\":\""u8, 0xE9, .. "\"}"u8];

        var problem = await (await backends.Gateway.SyncAsync("bookings", Bytes(latin))).ProblemAsync(400, "invalid-request");

        Assert.Equal("body", (string?)problem["field"]);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_mistake() =>
        Assert.Equal(200, (int)(await backends.Gateway.SyncAsync("bookings", Bytes([0xEF, 0xBB, 0xBF, .. "{\"provider\":\"mews\"}"u8]))).StatusCode);

    [Theory]
    [InlineData(62, 200)]
    [InlineData(63, 200)]
    [InlineData(64, 400)]
    [InlineData(20_000, 400)]
    public async Task Nesting_is_taken_to_64_levels_the_object_included(int arrays, int status)
    {
        var body = $$"""{"provider":"mews","x":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";

        Assert.Equal(status, (int)(await backends.Gateway.SyncAsync("bookings", Json(body))).StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? type)
    {
        using var body = Json("""{"provider":"mews"}""");
        body.Headers.Remove("Content-Type");
        if (type is not null)
            body.Headers.TryAddWithoutValidation("Content-Type", type);

        await (await backends.Gateway.SyncAsync("bookings", body)).ProblemAsync(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/vnd.pms+json")]
    public async Task JSON_goes_by_several_names(string type)
    {
        using var body = Json("""{"provider":"mews"}""");
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(200, (int)(await backends.Gateway.SyncAsync("bookings", body)).StatusCode);
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        using var body = Json("""{"provider":"mews"}""");
        body.Headers.ContentEncoding.Add("gzip");

        await (await backends.Gateway.SyncAsync("bookings", body)).ProblemAsync(415, "unsupported-media-type");
    }

    [Fact]
    public async Task A_missing_body_is_refused()
    {
        var none = await (await backends.Gateway.SyncAsync("bookings", null)).ProblemAsync(400, "invalid-request");
        var empty = await (await backends.Gateway.SyncAsync("bookings", Json(""))).ProblemAsync(400, "invalid-request");

        Assert.Equal("body", (string?)none["field"]);
        Assert.Equal("body", (string?)empty["field"]);
    }

    [Fact]
    public async Task A_body_without_a_length_is_read_too()
    {
        using var body = new Streamed("""{"provider":"mews","limit":3}"""u8.ToArray());

        var before = backends.Mews.Requests.Count;
        Assert.Equal(200, (int)(await backends.Gateway.SyncAsync("bookings", body)).StatusCode);
        Assert.Equal("""{"provider":"mews","limit":3}""", backends.Mews.Requests[before].Body);
    }

    [Fact]
    public async Task A_connectors_answer_comes_back_unchanged()
    {
        await using var connector = await FakeVendor.StartAsync(
            context =>
            {
                context.Response.Headers.Location = "/api/pms/sync/mews/runs/1";
                context.Response.Headers.Server = "behind";
                context.Response.Headers["x-correlation-id"] = "theirs";
                return FakeVendor.JsonAsync(context, """{"success":true,"syncLogId":"1"}""", StatusCodes.Status202Accepted);
            },
            TestContext.Current.CancellationToken);
        await using var gateway = await BehindAsync(connector.Url);

        var response = await gateway.SyncAsync("bookings", Json("""{"provider":"mews"}"""));

        Assert.Equal(202, (int)response.StatusCode);
        Assert.Equal("/api/pms/sync/mews/runs/1", response.Header("Location"));
        Assert.Equal("""{"success":true,"syncLogId":"1"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("Server"));
        Assert.NotEqual("theirs", response.Header("x-correlation-id"));
    }

    [Fact]
    public async Task A_connectors_problem_comes_back_unchanged()
    {
        const string problem = """{"type":"urn:pms:problem:conflict","title":"t","status":409,"extra":1}""";
        await using var connector = await FakeVendor.StartAsync(
            context =>
            {
                context.Response.StatusCode = StatusCodes.Status409Conflict;
                context.Response.ContentType = "application/problem+json";
                return context.Response.WriteAsync(problem, context.RequestAborted);
            },
            TestContext.Current.CancellationToken);
        await using var gateway = await BehindAsync(connector.Url);

        var response = await gateway.SyncAsync("bookings", Json("""{"provider":"mews"}"""));

        Assert.Equal(409, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(problem, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    internal static Task<RunningGateway> BehindAsync(string address) =>
        RunningGateway.StartAsync(Settings.With(("guest-context", address), ("sync-ledger", address), ("connector-mews", address)));

    private static ByteArrayContent Bytes(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
