using System.Net;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Console.Tests;

public sealed class PageTests
{
    private const string Statistics = """
        {"items":[
          {"hotelId":"htl_aurora","connectionId":"con_aurora_mews","vendor":"mews","entity":"Booking","current":1200,"applied":1250,"unchanged":3,"stale":2,"refused":0,"quarantined":4,
           "lastChangeAt":"2026-11-20T10:00:00+00:00","runs":{"running":0,"completed":5,"failed":1,"lastCompletedAt":"2026-11-20T10:00:05+00:00"}},
          {"hotelId":"htl_aurora","connectionId":"con_aurora_mews","vendor":"mews","entity":"Room","current":25,"applied":25,"unchanged":0,"stale":0,"refused":0,"quarantined":0,
           "runs":{"running":0,"completed":0,"failed":0}}]}
        """;

    private const string Run = """
        {"id":"0192f0c1-0000-7000-8000-000000000001","hotelId":"htl_aurora","connectionId":"con_aurora_mews","vendor":"mews","scope":{"entity":"Booking","mode":"Full"},
         "state":"Failed","counts":{"processed":500,"changed":480,"total":2000,"vendorCalls":7},"startedAt":"2026-11-20T10:00:00+00:00","endedAt":"2026-11-20T10:00:30+00:00",
         "errorKind":"Unavailable","reason":"reservations/getAll: <b>no</b> answer"}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "Nothing has been synced yet")]
    [InlineData("/runs", "No sync has run yet")]
    [InlineData("/quarantine", "Every record was understood")]
    public async Task Where_there_is_nothing_a_page_says_so(string path, string text)
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        Assert.Contains(text, await console.PageAsync(path, Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/runs")]
    [InlineData("/quarantine")]
    public async Task A_gateway_that_fails_is_told_in_a_sentence(string path)
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, """{"title":"Unavailable","detail":"The ledger is restarting."}""", 503);
        Assert.Contains("The ledger is restarting.", await console.PageAsync(path, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_not_understood_is_not_taken_for_silence()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, """{"items":[{"id":1}]}""");
        Assert.Contains("cannot read", await console.PageAsync("/runs", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overview_shows_what_is_held_of_every_connection()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, Statistics);
        var page = await console.PageAsync("/", Token);
        Assert.Contains("con_aurora_mews", page, StringComparison.Ordinal);
        Assert.Contains("1,200", page, StringComparison.Ordinal);
        Assert.Contains("2026-11-20 10:00:00", page, StringComparison.Ordinal);
        Assert.Contains("never", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Completed", 1200, "1,200 of 1,200 equal")]
    [InlineData("Completed", 1198, "1,198 of 1,200 equal, 2 differ")]
    [InlineData("Failed", 0, "could not be compared")]
    public async Task The_overview_says_how_the_last_comparison_with_the_pms_came_out(string state, int equal, string text)
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        var result = $$"""
            [{"verificationId":"0192f0c1-0000-7000-8000-000000000001","hotelId":"htl_aurora","connectionId":"con_aurora_mews","vendor":"mews","entity":"Booking",
              "state":"{{state}}","total":1200,"equal":{{equal}},"differing":{{1200 - equal}},"vendorCalls":14,"startedAt":"2026-11-20T10:00:00+00:00",
              "checkedAt":"2026-11-20T10:00:03+00:00","reason":"The ledger does not answer."}]
            """;
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, http.Request.Path.Value!.EndsWith("/mews/verifications", StringComparison.Ordinal) ? result : Statistics);

        var page = await console.PageAsync("/", Token);

        Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.Contains("never", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_run_shows_how_far_it_came_and_why_it_failed_and_a_vendors_text_is_only_text()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, $$"""{"items":[{{Run}}],"next":"older&more"}""");
        using var response = await console.OpenAsync("/runs", Token);
        var html = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains("500 of 2,000", html, StringComparison.Ordinal);
        Assert.Contains("30 s", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;no&lt;/b&gt; answer", html, StringComparison.Ordinal);
        Assert.Contains("/runs?after=older%26more", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_goes_on_shows_a_bar_and_says_in_words_how_far_it_is()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        var end = TimeProvider.System.GetUtcNow().AddMinutes(30).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, $$$"""
            {"items":[{"id":"0192f0c1-0000-7000-8000-000000000001","hotelId":"htl_aurora","connectionId":"con_aurora_mews","vendor":"mews",
              "scope":{"entity":"Booking","mode":"Full"},"state":"Running","counts":{"processed":500,"total":1200},"startedAt":"2026-11-20T10:00:00+00:00",
              "progress":{"percent":41.6,"readFrom":"2026-11-01","readUntil":"2027-02-14","estimatedEnd":"{{{end}}}","callsLeft":92}}]}
            """);

        var page = await console.PageAsync("/runs", Token);

        Assert.Contains("""<progress max="100" value="41.6" aria-label="Progress of bookings of con_aurora_mews">""", page, StringComparison.Ordinal);
        Assert.Contains("41.6 %, arrivals 2026-11-01 to 2027-02-14, about 29 min left", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_which_nobody_knows_how_far_it_is_claims_nothing()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, """
            {"items":[{"id":"0192f0c1-0000-7000-8000-000000000001","hotelId":"htl_aurora","connectionId":"con_aurora_mews","vendor":"mews",
              "scope":{"entity":"Booking","mode":"Full"},"state":"Running","counts":{"processed":500},"startedAt":"2026-11-20T10:00:00+00:00"}]}
            """);

        var page = await console.PageAsync("/runs", Token);

        Assert.Contains("""<progress max="100" aria-label=""", page, StringComparison.Ordinal);
        Assert.Contains("time left unknown", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" %", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_is_asked_for_with_the_operators_key_and_its_outcome_is_shown()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        console.Gateway.Answer = http => HttpMethods.IsPost(http.Request.Method)
            ? FakeVendor.JsonAsync(http, """{"success":true,"syncLogId":"0192f0c1-0000-7000-8000-000000000001","summary":{"processed":1200,"failed":3,"duration":900}}""")
            : FakeVendor.JsonAsync(http, """{"items":[]}""");

        using var response = await console.SubmitAsync("/", "/", Token, ("_handler", "sync"), ("Vendor", "mews"), ("Entity", "bookings"));

        Assert.Contains("1,200 bookings read from mews, 3 to quarantine", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        var asked = Assert.Single(console.Gateway.Requests, request => request.Method == "POST");
        Assert.Equal(("/api/pms/sync/bookings", ConsoleUnderTest.Key), (asked.Target, asked.Headers["x-api-key"]));
    }

    [Fact]
    public async Task What_is_not_on_offer_is_not_synced()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        using var response = await console.SubmitAsync("/", "/", Token, ("_handler", "sync"), ("Vendor", "mews"), ("Entity", "../secrets"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(console.Gateway.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Who_is_calling_shows_guest_stay_and_room()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        console.Gateway.Answer = http => FakeVendor.JsonAsync(http, """
            {"hotelId":"htl_aurora","hotelDate":"2026-11-21","guest":{"externalId":"g1","firstName":"Teresa","lastName":"Bragança"},
             "booking":{"externalId":"b1","confirmationNumber":"20814","status":"InHouse","vendorStatus":"Started","channel":"Direct","arrival":"2026-11-20","departure":"2026-11-23"},
             "phase":"Current","room":{"externalId":"r1","number":"407","housekeeping":"Inspected","service":"InService"},
             "source":{"connectionId":"con_aurora_mews","vendor":"mews","observedAt":"2026-11-21T00:00:00+00:00","ageSeconds":5}}
            """);
        using var response = await console.SubmitAsync("/who", "/who", Token, ("_handler", "who"), ("By", "phone"), ("Value", "+351 210 550 140"));
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Token));
        Assert.Contains("Teresa Bragança", page, StringComparison.Ordinal);
        Assert.Contains("2026-11-20 to 2026-11-23, current, InHouse (20814)", page, StringComparison.Ordinal);
        Assert.Contains("407", page, StringComparison.Ordinal);
        Assert.Equal("/api/context?phone=%2B351%20210%20550%20140", console.Gateway.Requests[^1].Target);
    }

    [Fact]
    public async Task A_phone_that_was_asked_for_is_in_no_log()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        using var response = await console.SubmitAsync("/who", "/who", Token, ("_handler", "who"), ("By", "phone"), ("Value", "+351210550140"));
        Assert.DoesNotContain("351210550140", console.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ConsoleUnderTest.Key, console.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_run_no_scripts_and_stay_out_of_frames_and_caches()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        using var response = await console.OpenAsync("/", Token);
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain("<script", await response.Content.ReadAsStringAsync(Token), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_style_sheet_is_served()
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        using var response = await console.OpenAsync("/app.css", Token);
        Assert.Equal("text/css", response.Content.Headers.ContentType?.MediaType);
    }
}
