using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>How Mews fails, and what must not leak then.</summary>
public sealed class MewsFailureTests
{
    private const string Reservations = "reservations/getAll/2023-06-06";
    private static readonly Feed Full = new() { Mode = SyncMode.Full, StartedAt = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, VendorErrorKind.Rejected)]
    [InlineData(401, VendorErrorKind.Unauthorised)]
    [InlineData(403, VendorErrorKind.Rejected)]
    [InlineData(404, VendorErrorKind.Rejected)]
    [InlineData(408, VendorErrorKind.Unavailable)]
    [InlineData(409, VendorErrorKind.Rejected)]
    [InlineData(413, VendorErrorKind.Rejected)]
    [InlineData(500, VendorErrorKind.Unavailable)]
    [InlineData(503, VendorErrorKind.Unavailable)]
    public async Task A_refusal_is_classified_and_only_its_request_id_is_kept(int status, VendorErrorKind kind)
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Instead = (_, http) => AnswerAsync(http, """{"Message":"Marla Quist owes money","RequestId":"9f2c-11","Details":"the-access-token"}""", status);

        var error = await FailAsync(mews);

        Assert.Equal(kind, error.Kind);
        Assert.Contains("9f2c-11", error.Reason, StringComparison.Ordinal);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Quist", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("token", error.ToString().Replace("a token is wrong", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_calls_are_waited_out_as_long_as_Mews_says()
    {
        var failure = MewsFailures.Classify(new VendorResponse("x", System.Net.HttpStatusCode.TooManyRequests, default, TimeSpan.FromSeconds(7)))!;
        Assert.Equal((VendorErrorKind.RateLimited, TimeSpan.FromSeconds(7)), (failure.Kind, failure.RetryAfter));
    }

    [Theory]
    [InlineData("""{"RequestId":"<b>not an id</b>"}""")]
    [InlineData("""{"RequestId":{}}""")]
    [InlineData("Bad Gateway")]
    [InlineData("")]
    public async Task An_error_body_of_any_kind_is_survived(string body)
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Instead = (_, http) => AnswerAsync(http, body, 403);
        Assert.Equal("Mews answered 403", (await FailAsync(mews)).Reason);
    }

    [Fact]
    public async Task A_repeated_cursor_ends_the_read()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Instead = (call, http) => call.Operation == Reservations ? AnswerAsync(http, Page("res-1")) : Task.FromResult(false);
        var connector = MewsHttp.Connect(mews.Url);
        var limited = Full with { Limit = 1 };
        var first = await connector.ReadBookingsAsync(limited, null, Token);

        var error = await Assert.ThrowsAsync<VendorException>(() => connector.ReadBookingsAsync(limited, first.NextCursor, Token));

        Assert.Equal(VendorErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task Joined_pages_that_go_round_in_a_circle_end_the_read()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(1);
        var turn = 0;
        mews.Instead = (call, http) => call.Operation == "orderItems/getAll"
            ? AnswerAsync(http, new JsonObject { ["OrderItems"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(_ => new JsonObject())]), ["Cursor"] = $"c{++turn % 3}" }.ToJsonString())
            : Task.FromResult(false);
        Assert.Equal(VendorErrorKind.Malformed, (await FailAsync(mews)).Kind);
        Assert.True(turn <= 5);
    }

    [Fact]
    public async Task An_answer_that_ends_too_early_is_no_short_page()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Instead = (call, http) => call.Operation == Reservations ? AnswerAsync(http, Page("res-1")[..^20]) : Task.FromResult(false);
        Assert.Equal(VendorErrorKind.Malformed, (await FailAsync(mews)).Kind);
    }

    [Fact]
    public async Task A_connection_cut_within_the_body_is_tried_again()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(2);
        var cuts = 0;
        mews.Instead = async (call, http) =>
        {
            if (call.Operation != Reservations || cuts++ > 0)
                return false;
            http.Response.ContentLength = 5000;
            await http.Response.WriteAsync(Page("res-1"));
            await http.Response.Body.FlushAsync();
            http.Abort();
            return true;
        };

        var page = await MewsHttp.Connect(mews.Url, new HurriedTime()).ReadBookingsAsync(Full, null, Token);

        Assert.Equal(2, page.Bookings.Count);
    }

    [Fact]
    public async Task An_answer_without_its_list_is_not_taken_for_an_empty_one()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Instead = (call, http) => call.Operation == Reservations ? AnswerAsync(http, """{"Cursor":null}""") : Task.FromResult(false);
        Assert.Equal(VendorErrorKind.Malformed, (await FailAsync(mews)).Kind);
    }

    [Fact]
    public async Task A_page_too_heavy_for_Mews_is_asked_for_in_halves_from_then_on()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(600);
        mews.Instead = (call, http) => call is { Operation: Reservations, Count: > 300 } ? AnswerAsync(http, "{}", 408) : Task.FromResult(false);
        var connector = MewsHttp.Connect(mews.Url, new HurriedTime());

        var all = await connector.ReadBookingsAsync(Full, null, Token);

        Assert.Equal(600, all.Bookings.Count);
        var counts = mews.CallsOf(Reservations).Select(call => call.Count).ToList();
        Assert.Equal([1000, 500, 250], counts.Distinct());
        Assert.Equal(3, counts.Count(count => count == 250));
    }

    [Fact]
    public async Task A_property_without_rooms_is_told_to_name_its_service()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Lists["resourceCategories/getAll"].RemoveAt(0);
        var error = await FailAsync(mews);
        Assert.Equal(VendorErrorKind.Rejected, error.Kind);
        Assert.Contains("serviceId", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_travel_in_the_body_and_nowhere_else()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(1);
        await MewsHttp.Connect(mews.Url).ReadBookingsAsync(Full, null, Token);

        Assert.All(mews.Calls, call => Assert.Equal(
            ("the-client-token", "the-access-token", "PmsPlatform 0.1"),
            ((string?)call.Body["ClientToken"], (string?)call.Body["AccessToken"], (string?)call.Body["Client"])));
        Assert.All(mews.Requests, request =>
        {
            Assert.Equal("POST", request.Method);
            Assert.DoesNotContain("token", request.Target + string.Join(' ', request.Headers), StringComparison.OrdinalIgnoreCase);
            Assert.Equal("application/json", request.Headers["Content-Type"]);
        });
        Assert.DoesNotContain("secret", new MewsQuery { ClientToken = "secret", AccessToken = "secret" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_tokens_nor_persons_get_into_the_logs()
    {
        using var logs = new CapturedLogs();
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(1);
        await MewsHttp.Connect(mews.Url, logger: logs.CreateLogger("vendor")).ReadBookingsAsync(Full, null, Token);
        mews.Instead = (_, http) => AnswerAsync(http, """{"Message":"Marla Quist"}""", 500);
        await Assert.ThrowsAsync<VendorException>(() => MewsHttp.Connect(mews.Url, new HurriedTime(), logger: logs.CreateLogger("vendor")).CheckAsync(Token));

        Assert.Contains("does not answer", logs.Text, StringComparison.Ordinal);
        Assert.All(["the-client-token", "the-access-token", "Quist", "Name of"], secret => Assert.DoesNotContain(secret, logs.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_date_in_the_settings_is_said_at_once() =>
        Assert.Contains(
            "historyFrom",
            Assert.Throws<InvalidOperationException>(() => MewsHttp.Connect("http://localhost", settings: new KeyValuePair<string, string>("historyFrom", "1/2/2026"))).Message,
            StringComparison.Ordinal);

    private static async Task<VendorException> FailAsync(FakeMews mews) =>
        await Assert.ThrowsAsync<VendorException>(() => MewsHttp.Connect(mews.Url, new HurriedTime()).ReadBookingsAsync(Full, null, Token));

    private static string Page(string id) =>
        new JsonObject { ["Reservations"] = new JsonArray(FakeMews.Reservation(id, "cus-1")), ["Cursor"] = id }.ToJsonString();

    private static async Task<bool> AnswerAsync(HttpContext http, string body, int status = 200)
    {
        await FakeVendor.JsonAsync(http, body, status);
        return true;
    }
}
