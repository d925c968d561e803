using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>Tokens, and what each way to fail becomes.</summary>
public sealed class AccessTests(ConformanceBench bench)
{
    private static Feed Full => new() { Mode = SyncMode.Full, StartedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_asked_for_as_documented_once_and_used_a_second_later()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        var time = new LeapingTime();
        var began = time.GetUtcNow();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url, time);

        await connected.Connector.CheckAsync(Token);
        var first = time.GetUtcNow() - began;
        await connected.Connector.CheckAsync(Token);

        var request = Assert.Single(vendor.TokenRequests);
        Assert.Equal("POST", request.Method);
        Assert.StartsWith("application/x-www-form-urlencoded", request.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("grant_type=client_credentials&client_id=40001&client_secret=s%26cret%3D1&scope=general", request.Body);
        Assert.True(first >= TimeSpan.FromSeconds(1), $"used {first} after it was asked for");
        Assert.All(vendor.Requests.Skip(1), call => Assert.Equal("Bearer t1", call.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_token_is_taken_back_as_documented_and_none_is_fetched_for_that()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Instead = async http =>
        {
            if (http.Request.Method != HttpMethods.Delete)
                return false;
            await FakeVendor.JsonAsync(http, """{"status":"success","result":[]}""");
            return true;
        };
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);
        var access = connected.Connector;

        await access.RevokeAccessAsync(Token);
        Assert.Empty(vendor.Requests);
        await connected.Connector.CheckAsync(Token);
        await access.RevokeAccessAsync(Token);

        Assert.Equal("accessTokens?token=t1", vendor.Calls[^1]);
        Assert.Equal("DELETE", vendor.Requests[^1].Method);
        Assert.Single(vendor.TokenRequests);
    }

    [Fact]
    public async Task The_check_is_one_small_call()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        await connected.Connector.CheckAsync(Token);

        Assert.Equal(["listings?limit=1&offset=0&includeResources=1"], vendor.Calls);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_token_is_replaced_once(int status)
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Instead = async http =>
        {
            if (http.Request.Headers.Authorization != "Bearer t1")
                return false;
            await FakeVendor.JsonAsync(http, """{"status":"fail","result":"Access denied"}""", status);
            return true;
        };
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        await connected.Connector.CheckAsync(Token);

        Assert.Equal(2, vendor.TokenRequests.Count);
        Assert.Equal("Bearer t2", vendor.Requests[^1].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_that_is_refused_again_needs_a_human()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Instead = http => AnswerAsync(http, 403, """{"status":"fail","result":"Access denied"}""");
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        Assert.Equal(VendorErrorKind.Unauthorised, (await FailureAsync(connected)).Kind);
        Assert.Equal(2, vendor.TokenRequests.Count);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client"}""", VendorErrorKind.Unauthorised)]
    [InlineData(401, """{"error":"invalid_client"}""", VendorErrorKind.Unauthorised)]
    [InlineData(200, """{"status":"fail","result":"Client authentication failed"}""", VendorErrorKind.Unauthorised)]
    [InlineData(200, """{"status":"fail","message":"Rate limit reached, try again"}""", VendorErrorKind.RateLimited)]
    [InlineData(200, """{"token_type":"Bearer","expires_in":0,"access_token":"x"}""", VendorErrorKind.Malformed)]
    [InlineData(200, """{"token_type":"Bearer","expires_in":100}""", VendorErrorKind.Malformed)]
    [InlineData(200, "<html>", VendorErrorKind.Malformed)]
    [InlineData(503, "", VendorErrorKind.Unavailable)]
    public async Task A_token_that_cannot_be_had_says_why(int status, string body, VendorErrorKind kind)
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Instead = async http =>
        {
            await FakeVendor.JsonAsync(http, body, status);
            return true;
        };
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var error = await FailureAsync(connected);

        Assert.Equal((kind, "accessTokens"), (error.Kind, error.Operation));
        Assert.DoesNotContain("s&cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, """{"status":"fail","result":"Internal error"}""", VendorErrorKind.Unavailable)]
    [InlineData(400, """{"status":"fail","result":"limit has to be a number"}""", VendorErrorKind.Rejected)]
    [InlineData(404, """{"status":"fail","result":"Not found"}""", VendorErrorKind.NotFound)]
    [InlineData(200, """{"status":"fail","result":"Ilse Vandamme has no such reservation"}""", VendorErrorKind.Rejected)]
    [InlineData(200, """{"status":"fail","message":"Your token is not valid"}""", VendorErrorKind.Unauthorised)]
    [InlineData(200, """{"result":"Something went wrong, try again later","status":"fail"}""", VendorErrorKind.Unavailable)]
    [InlineData(200, """{"status":"success","message":"nothing"}""", VendorErrorKind.Malformed)]
    [InlineData(200, """{"status":"success","result":[{"id":1""", VendorErrorKind.Malformed)]
    [InlineData(200, "{\"status\":\"success\",\"\\ud800\":1,\"result\":[]}", VendorErrorKind.Malformed)]
    [InlineData(200, "", VendorErrorKind.Malformed)]
    [InlineData(200, "<html>", VendorErrorKind.Malformed)]
    public async Task A_failed_answer_is_what_it_says_and_repeats_none_of_it(int status, string body, VendorErrorKind kind)
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Instead = http => AnswerAsync(http, status, body);
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var error = await Assert.ThrowsAsync<VendorException>(() => connected.BookingPagesAsync(Full));

        Assert.Equal((kind, "reservations"), (error.Kind, error.Operation));
        Assert.DoesNotContain("Ilse", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_calls_are_waited_out_for_a_window_when_the_vendor_does_not_say_how_long()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        var refusals = new ConcurrentQueue<string>(["""{"status":"fail","message":"This error occurs because ... exceeded the rate limits"}"""]);
        vendor.Instead = async http =>
        {
            if (http.Request.Path.Value!.EndsWith("accessTokens", StringComparison.Ordinal) || !refusals.TryDequeue(out var refusal))
                return false;
            await FakeVendor.JsonAsync(http, refusal, 429);
            return true;
        };
        var time = new LeapingTime();
        var began = time.GetUtcNow();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url, time);

        await connected.Connector.CheckAsync(Token);

        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(11), "asked again before the window was over");
        Assert.Equal(2, vendor.Calls.Count);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_is_tried_again()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.Add(Samples.Reservation());
        var cuts = 2;
        vendor.Instead = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/reservations", StringComparison.Ordinal) || Interlocked.Decrement(ref cuts) < 0)
                return false;
            http.Response.ContentLength = 5000;
            await http.Response.WriteAsync("""{"status":"success","result":[{"id":71""", Token);
            http.Abort();
            return true;
        };
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        Assert.Single(await connected.BookingsAsync(Full));
    }

    [Fact]
    public async Task Nothing_personal_and_no_secret_is_logged()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.Add(Samples.Reservation());
        vendor.Reservations.Add(Samples.Reservation(("id", 2), ("arrivalDate", null)));
        using var logs = new CapturedLogs();
        var refusals = 1;
        vendor.Instead = async http =>
        {
            if (http.Request.Path.Value!.EndsWith("accessTokens", StringComparison.Ordinal) || Interlocked.Decrement(ref refusals) < 0)
                return false;
            await FakeVendor.JsonAsync(http, """{"status":"fail","result":"Ilse Vandamme, ilse.v@example.net, +3225550144"}""", 429);
            return true;
        };
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url, logger: logs.CreateLogger("vendor"));

        await connected.BookingsAsync(Full);

        Assert.NotEmpty(logs.Entries);
        string[] marks = ["Ilse", "ilse", "3225550144", "s&cret", "cret%3D", "Bearer"];
        Assert.All(marks, mark => Assert.DoesNotContain(mark, logs.Text, StringComparison.Ordinal));
    }

    private static async Task<bool> AnswerAsync(HttpContext http, int status, string body)
    {
        if (http.Request.Path.Value!.EndsWith("accessTokens", StringComparison.Ordinal))
            return false;
        await FakeVendor.JsonAsync(http, body, status);
        return true;
    }

    private static Task<VendorException> FailureAsync(Connected connected) => Assert.ThrowsAsync<VendorException>(() => connected.Connector.CheckAsync(Token));
}
