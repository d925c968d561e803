using Microsoft.AspNetCore.Http;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>How a system is asked: credentials, placeholders, paging.</summary>
public sealed class AskingTests(ConformanceBench bench)
{
    private const string Fields = """ "fields": { "externalId": "$.id", "status": { "default": "Confirmed" }, "arrival": { "default": "2027-03-01" }, "departure": { "default": "2027-03-02" } } """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_by_offset_are_followed_to_a_short_one()
    {
        await using var system = await ServeAsync(http => Ids(int.Parse(http.Request.Query["o"].ToString(), System.Globalization.CultureInfo.InvariantCulture), 2, 5));
        await using var connected = Connected.To(system.Url, Mapping("b?o={offset}&n={limit}", """{ "type": "offset", "size": 2 }"""));

        Assert.Equal(["0", "1", "2", "3", "4"], await connected.BookingIdsAsync());
        Assert.Equal(["/b?o=0&n=2", "/b?o=2&n=2", "/b?o=4&n=2"], system.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task A_cursor_is_followed_while_there_is_one()
    {
        await using var system = await ServeAsync(http => http.Request.Query["c"].ToString() switch
        {
            "" => """{"items":[{"id":1}],"meta":{"next":"a b"}}""",
            "a b" => """{"items":[{"id":2}],"meta":{"next":7}}""",
            _ => """{"items":[{"id":3}],"meta":{"next":null}}""",
        });
        await using var connected = Connected.To(system.Url, Mapping("b?c={cursor}", """{ "type": "cursor", "next": "$.meta.next" }"""));

        Assert.Equal(["1", "2", "3"], await connected.BookingIdsAsync());
        Assert.Equal(["/b", "/b?c=a%20b", "/b?c=7"], system.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task A_link_is_followed_on_the_own_host_only()
    {
        await using var system = await ServeAsync(http => http.Request.Path == "/b"
            ? """{"items":[{"id":1}],"next":"https://thief.example/b2?p=2"}""" : """{"items":[{"id":2}],"next":"//thief.example/b3"}""");
        await using var connected = Connected.To(system.Url, Mapping("b", """{ "type": "link", "next": "$.next" }"""));

        var first = await connected.Connector.ReadBookingsAsync(Connected.Full, null, Token);
        var error = await Assert.ThrowsAsync<VendorException>(() => connected.Connector.ReadBookingsAsync(Connected.Full, first.NextCursor, Token));

        Assert.Equal((VendorErrorKind.Malformed, "the link to the next page leads to another host"), (error.Kind, error.Reason));
        Assert.Equal(["/b", "/b2?p=2"], system.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task The_same_page_for_ever_ends_the_read()
    {
        await using var system = await ServeAsync(_ => """{"items":[{"id":1}]}""");
        await using var connected = Connected.To(system.Url, Mapping("b?p={page}", """{ "type": "page", "size": 1 }"""));
        Assert.Equal(VendorErrorKind.Malformed, (await Assert.ThrowsAsync<VendorException>(() => connected.BookingIdsAsync())).Kind);
        Assert.Equal(2, system.Requests.Count);
    }

    [Fact]
    public async Task A_placeholder_without_value_takes_its_parameter_with_it()
    {
        await using var system = await ServeAsync(_ => """{"items":[]}""");
        await using var connected = Connected.To(system.Url, Mapping("b?since={since}&from={arrivalFrom}&to={arrivalUntil}&x=1", """{ "type": "none" }"""));
        await connected.BookingIdsAsync();
        await connected.BookingIdsAsync(Connected.Full with { Mode = SyncMode.ModifiedSince, ChangedSince = new DateTimeOffset(2027, 2, 3, 4, 5, 6, TimeSpan.Zero) });
        await connected.BookingIdsAsync(Connected.Full with { Mode = SyncMode.Arrivals, From = new DateOnly(2027, 3, 1), Until = new DateOnly(2027, 3, 2) });
        Assert.Equal(["/b?x=1", "/b?since=2027-02-03T04%3A05%3A06Z&x=1", "/b?from=2027-03-01&to=2027-03-02&x=1"], system.Requests.Select(request => request.Target));
    }

    [Theory]
    [InlineData("""{ "full": "r/all", "roomStatus": "r/status" }""", "/r/status")]
    [InlineData("""{ "full": "r/all" }""", "/r/all")]
    [InlineData("""{ "changes": "r/new?since={since}" }""", "/r")]
    public async Task The_rooms_status_is_asked_for_where_the_mapping_says_else_in_the_whole_list(string paths, string asked)
    {
        await using var system = await ServeAsync(_ => """{"items":[{"id":1}]}""");
        await using var connected = Connected.To(
            system.Url, $$"""{ "rooms": { "request": { "path": "r", "paths": {{paths}} }, "records": "$.items", "fields": { "externalId": "$.id", "number": "$.id" } } }""");

        var page = await connected.Connector.ReadRoomsAsync(Connected.Full with { Mode = SyncMode.RoomStatus }, null, Token);

        Assert.Equal("1", Assert.Single(page.Rooms).Number);
        Assert.Equal(asked, Assert.Single(system.Requests).Target);
    }

    [Fact]
    public async Task A_body_is_filled_and_numbers_stay_numbers()
    {
        await using var system = await ServeAsync(_ => """{"items":[]}""");
        await using var connected = Connected.To(system.Url, $$"""
            { "bookings": { "request": { "path": "search", "method": "POST", "instantFormat": "unix", "body": { "since": "{since}", "page": "{page}", "at": "day {today}" } },
              "records": "$.items", "paging": { "type": "page", "first": 0 }, {{Fields}} } }
            """);
        await connected.BookingIdsAsync(Connected.Full with { Mode = SyncMode.ModifiedSince, ChangedSince = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000) });
        Assert.Equal("""{"since":1800000000,"page":0,"at":"day 2027-03-01"}""", system.Requests.Single().Body);
    }

    [Theory]
    [InlineData("""{ "type": "apiKey", "header": "Key" }""", "Key", "k-1")]
    [InlineData("""{ "type": "bearer" }""", "Authorization", "Bearer k-1")]
    [InlineData("""{ "type": "basic" }""", "Authorization", "Basic dTpww7xy")]
    public async Task Credentials_go_where_the_mapping_says(string auth, string header, string value)
    {
        await using var system = await ServeAsync(_ => """{"items":[]}""");
        await using var connected = Connected.To(
            system.Url, Mapping("b", """{ "type": "none" }""", auth), [new("apiKey", "k-1"), new("user", "u"), new("password", "pür")]);
        await connected.Connector.CheckAsync(Token);
        Assert.Equal(value, system.Requests.Single().Headers[header]);
    }

    [Fact]
    public async Task A_token_is_fetched_once_for_client_credentials_and_again_when_refused()
    {
        var refuse = 0;
        await using var system = await FakeVendor.StartAsync(
            http => http.Request.Path == "/oauth/token" ? FakeVendor.JsonAsync(http, """{"access_token":"t","expires_in":"600"}""")
                : Interlocked.Increment(ref refuse) == 2 ? FakeVendor.JsonAsync(http, "{}", 401) : FakeVendor.JsonAsync(http, """{"items":[]}"""),
            Token);
        await using var connected = await Connected.WithTokensAsync(
            bench, system.Url, Mapping("b", """{ "type": "none" }""", """{ "type": "oauth2", "tokenPath": "oauth/token", "scope": "read all" }"""), [new("clientId", "me"), new("clientSecret", "s&cret")]);

        await connected.BookingIdsAsync();
        await connected.BookingIdsAsync();

        var tokens = system.Requests.Where(request => request.Target == "/oauth/token").ToList();
        Assert.Equal(2, tokens.Count);
        Assert.Equal("grant_type=client_credentials&client_id=me&client_secret=s%26cret&scope=read%20all", tokens[0].Body);
        Assert.All(system.Requests.Where(request => request.Target == "/b"), request => Assert.Equal("Bearer t", request.Headers["Authorization"]));
    }

    [Fact]
    public void A_mapping_whose_credentials_are_missing_is_not_served()
    {
        var error = Assert.Throws<UnusableSettingException>(() => Connected.To("http://localhost", Mapping("b", """{ "type": "none" }""", """{ "type": "oauth2", "tokenPath": "t" }""")));
        Assert.Equal(
            ["$.auth.type: needs the setting 'clientId', which is missing; enter it.", "$.auth.type: needs the setting 'clientSecret', which is missing; enter it."], error.Problems);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_an_answer_without_the_list_is_no_empty_hotel()
    {
        await using var system = await FakeVendor.StartAsync(
            http =>
            {
                http.Response.Headers.Location = "https://thief.example/";
                return FakeVendor.JsonAsync(http, "{}", http.Request.Path == "/b" ? StatusCodes.Status302Found : StatusCodes.Status200OK);
            },
            Token);
        await using var moved = Connected.To(system.Url, Mapping("b", """{ "type": "none" }"""));
        await using var other = Connected.To(system.Url, Mapping("c", """{ "type": "none" }"""));
        Assert.Equal(VendorErrorKind.Rejected, (await Assert.ThrowsAsync<VendorException>(() => moved.BookingIdsAsync())).Kind);
        Assert.Equal("the answer has no $.items", (await Assert.ThrowsAsync<VendorException>(() => other.BookingIdsAsync())).Reason);
    }

    private static Task<FakeVendor> ServeAsync(Func<HttpContext, string> answer) => FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, answer(http)), Token);

    private static string Mapping(string path, string paging, string auth = """{ "type": "none" }""") =>
        $$"""{ "auth": {{auth}}, "bookings": { "request": { "path": "{{path}}" }, "records": "$.items", "paging": {{paging}}, {{Fields}} } }""";

    private static string Ids(int from, int count, int all) =>
        $$"""{"items":[{{string.Join(',', Enumerable.Range(from, Math.Clamp(all - from, 0, count)).Select(id => $$"""{"id":{{id}}}"""))}}]}""";
}
