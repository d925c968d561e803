using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

/// <summary>Reads at the connector's own door, on real servers.</summary>
public sealed partial class ReadThroughTests(SharedServers servers)
{
    private static readonly DateOnly Today = new(2030, 6, 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_vendor_gives_is_answered_as_fresh()
    {
        await using var reads = await StartAsync();

        var answer = await reads.ReadAsync("/read/bookings/b1", Token);

        Assert.Equal("b1", answer.GetProperty("data").GetProperty("externalId").GetString());
        Assert.False(answer.GetProperty("stale").GetBoolean());
        Assert.Equal("vendor", answer.GetProperty("source").GetString());
        Assert.Equal(0, answer.GetProperty("ageSeconds").GetDouble());
        Assert.Equal(reads.Time.GetUtcNow(), answer.GetProperty("fetchedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_answer_is_exactly_what_the_contract_writes()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        reads.Time.Advance(TimeSpan.FromMilliseconds(61_250));

        using var response = await reads.GetAsync("/read/bookings/b1", Token);

        var text = await response.Content.ReadAsStringAsync(Token);
        var answer = JsonSerializer.Deserialize(text, ContractsJson.Default.ReadAnswerBooking)!;
        Assert.Equal(JsonSerializer.Serialize(answer, ContractsJson.Default.ReadAnswerBooking), text);
        Assert.Equal(61.25, answer.AgeSeconds);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/read/bookings/b1", 300)]
    [InlineData("/read/bookings/b1/balance", 300)]
    [InlineData("/read/arrivals", 300)]
    [InlineData("/read/guests/g1", 3600)]
    [InlineData("/read/guests?email=anna%40example.org", 3600)]
    [InlineData("/read/rooms/r1", 60)]
    [InlineData("/read/rooms", 60)]
    public async Task Within_its_lifetime_a_kept_answer_costs_no_call(string path, int seconds)
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync(path, Token);

        reads.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        var kept = await reads.ReadAsync(path, Token);
        var calls = reads.Vendor.Calls.Count;
        reads.Time.Advance(TimeSpan.FromSeconds(1));
        var renewed = await reads.ReadAsync(path, Token);

        Assert.Equal("cache", kept.GetProperty("source").GetString());
        Assert.False(kept.GetProperty("stale").GetBoolean());
        Assert.Equal(seconds - 1, kept.GetProperty("ageSeconds").GetDouble());
        Assert.Equal(1, calls);
        Assert.Equal("vendor", renewed.GetProperty("source").GetString());
        Assert.Equal(2, reads.Vendor.Calls.Count);
    }

    [Fact]
    public async Task Fifty_who_ask_the_same_at_once_cost_one_call()
    {
        await using var reads = await StartAsync();
        var gate = new TaskCompletionSource();
        reads.Vendor.Before = _ => gate.Task;

        var answers = Enumerable.Range(0, 50).Select(_ => reads.ReadAsync("/read/bookings/b1", Token)).ToList();
        await Eventually.TrueAsync(() => !reads.Vendor.Calls.IsEmpty, TimeSpan.FromSeconds(30), "the vendor is called", Token);
        gate.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("b1", answer.GetProperty("data").GetProperty("externalId").GetString()));
        Assert.Single(reads.Vendor.Calls);
    }

    [Fact]
    public async Task A_slow_vendor_is_waited_for_two_seconds_and_renews_the_answer_in_the_background()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        reads.Time.Advance(TimeSpan.FromHours(2));
        var gate = new TaskCompletionSource();
        reads.Vendor.Before = _ => gate.Task;
        reads.Vendor.Add(ReadingVendor.Booking("b1", Today) with { Notes = "changed" });

        var (stale, took) = await reads.MovingTimeAsync(reads.ReadAsync("/read/bookings/b1", Token), Token);

        Assert.True(stale.GetProperty("stale").GetBoolean());
        Assert.Equal("cache", stale.GetProperty("source").GetString());
        Assert.InRange(stale.GetProperty("ageSeconds").GetDouble(), 7202, 7210);
        Assert.InRange(took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8));
        gate.SetResult();
        await Eventually.TrueAsync(
            async () => (await reads.ReadAsync("/read/bookings/b1", Token)).GetProperty("data").TryGetProperty("notes", out _),
            TimeSpan.FromSeconds(30),
            "the answer is renewed",
            Token);
        Assert.Equal(2, reads.Vendor.Calls.Count);
    }

    [Fact]
    public async Task When_the_vendor_is_down_the_last_answer_is_served_with_its_age()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        reads.Time.Advance(TimeSpan.FromDays(6));
        reads.Endpoint.Answer = Down;

        var (stale, _) = await reads.MovingTimeAsync(reads.ReadAsync("/read/bookings/b1", Token), Token);

        Assert.True(stale.GetProperty("stale").GetBoolean());
        Assert.InRange(stale.GetProperty("ageSeconds").GetDouble(), 6 * 86400, (6 * 86400) + 15);
    }

    [Fact]
    public async Task An_answer_older_than_the_longest_is_not_served()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        reads.Time.Advance(TimeSpan.FromDays(7));
        reads.Endpoint.Answer = Down;

        var (response, _) = await reads.MovingTimeAsync(reads.GetAsync("/read/bookings/b1", Token), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_kept_answer_a_slow_vendor_is_waited_for_ten_seconds_and_then_it_is_503()
    {
        await using var reads = await StartAsync();
        reads.Vendor.Before = cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken);

        var (response, took) = await reads.MovingTimeAsync(reads.GetAsync("/read/bookings/b1", Token), Token);

        await ProblemAsync(response, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        Assert.InRange(took, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(16));
    }

    [Fact]
    public async Task Without_a_kept_answer_a_vendor_that_is_down_is_503_with_the_time_to_come_back()
    {
        await using var reads = await StartAsync();
        reads.Endpoint.Answer = Down;

        var (response, _) = await reads.MovingTimeAsync(reads.GetAsync("/read/bookings/b1", Token), Token);

        await ProblemAsync(response, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("/read/bookings/nobody")]
    [InlineData("/read/bookings/nobody/balance")]
    [InlineData("/read/guests/nobody")]
    [InlineData("/read/rooms/nobody")]
    public async Task What_the_vendor_does_not_have_is_404(string path)
    {
        await using var reads = await StartAsync();

        await ProblemAsync(await reads.GetAsync(path, Token), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_record_that_the_vendor_no_longer_has_is_404_and_forgotten()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        reads.Vendor.Bookings.Clear();
        reads.Time.Advance(TimeSpan.FromMinutes(6));
        await ProblemAsync(await reads.GetAsync("/read/bookings/b1", Token), HttpStatusCode.NotFound, "not-found");
        reads.Endpoint.Answer = Down;

        var (response, _) = await reads.MovingTimeAsync(reads.GetAsync("/read/bookings/b1", Token), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Theory]
    [InlineData("/read/bookings/b1", "bookings by id")]
    [InlineData("/read/bookings/b1/balance", "balances")]
    [InlineData("/read/guests/g1", "guests by id")]
    [InlineData("/read/guests?name=Anna", "search guests")]
    [InlineData("/read/rooms/r1", "rooms by id")]
    [InlineData("/read/rooms", "list Room")]
    [InlineData("/read/arrivals", "list Booking")]
    public async Task What_the_vendor_cannot_be_asked_is_422_and_named(string path, string named)
    {
        await using var reads = await ReadsUnderTest.StartAsync<PoorConnector>(servers, Token);

        var problem = await ProblemAsync(await reads.GetAsync(path, Token), HttpStatusCode.UnprocessableEntity, "not-processable");

        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Poor PMS", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_by_what_the_vendor_cannot_search_by_is_422()
    {
        await using var reads = await StartAsync();

        var problem = await ProblemAsync(await reads.GetAsync("/read/guests?phone=%2B3615550123", Token), HttpStatusCode.UnprocessableEntity, "not-processable");

        Assert.Contains("not by phone alone", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_of_another_hotel_gets_404_and_costs_no_call()
    {
        await using var reads = await StartAsync();

        await ProblemAsync(await reads.GetAsync("/read/bookings/b1", Token, "htl_two"), HttpStatusCode.NotFound, "not-found");
        await ProblemAsync(await reads.GetAsync("/read/arrivals", Token, "htl_two"), HttpStatusCode.NotFound, "not-found");
        await ProblemAsync(await reads.GetAsync("/read/bookings/b1", Token, "nobody"), HttpStatusCode.Unauthorized, "unauthorised");

        Assert.Empty(reads.Vendor.Calls);
    }

    [Theory]
    [InlineData("/read/guests", "name")]
    [InlineData("/read/guests?name=A", "name")]
    [InlineData("/read/guests?email=anna", "email")]
    [InlineData("/read/guests?phone=5550123", "phone")]
    [InlineData("/read/guests?name=Anna&phone=5550123", "phone")]
    [InlineData("/read/arrivals?date=tomorrow", "date")]
    [InlineData("/read/departures?date=01.06.2030", "date")]
    [InlineData("/read/in-house?date=2030-05-31", "date")]
    [InlineData("/read/in-house?date=2030-07-03", "date")]
    public async Task A_wrong_value_is_named(string path, string field)
    {
        await using var reads = await StartAsync();

        var problem = await ProblemAsync(await reads.GetAsync(path, Token), HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Empty(reads.Vendor.Calls);
    }

    [Fact]
    public async Task A_restart_keeps_what_was_read_and_the_database_shows_nothing_of_it()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/guests?name=Anna", Token);
        await reads.StopAsync();

        await reads.StartAsync(Token);
        reads.Endpoint.Answer = Down;
        var kept = await reads.ReadAsync("/read/guests?name=Anna", Token);
        reads.Time.Advance(TimeSpan.FromDays(1));
        var (stale, _) = await reads.MovingTimeAsync(reads.ReadAsync("/read/guests?name=Anna", Token), Token);

        Assert.Equal("cache", kept.GetProperty("source").GetString());
        Assert.Equal("Anna", kept.GetProperty("data")[0].GetProperty("firstName").GetString());
        Assert.True(stale.GetProperty("stale").GetBoolean());
        await using var command = reads.Service<NpgsqlDataSource>().CreateCommand("SELECT string_agg(encode(question, 'escape') || encode(payload, 'escape'), '') FROM read_cache");
        var stored = (string)(await command.ExecuteScalarAsync(Token))!;
        Assert.DoesNotContain("Anna", stored, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_too_old_is_deleted()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        await using var count = reads.Service<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM read_cache");
        await Eventually.TrueAsync(async () => (long)(await count.ExecuteScalarAsync(Token))! == 1, TimeSpan.FromSeconds(30), "the answer is stored", Token);

        reads.Time.Advance(TimeSpan.FromDays(8));

        await Eventually.TrueAsync(async () => (long)(await count.ExecuteScalarAsync(Token))! == 0, TimeSpan.FromSeconds(30), "the answer is deleted", Token);
    }

    [Fact]
    public async Task A_change_that_a_read_finds_is_published_once()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        await PublishedAsync(reads, 1);

        reads.Vendor.Add(ReadingVendor.Booking("b1", Today) with { Notes = "changed", ModifiedAt = reads.Time.GetUtcNow() });
        reads.Time.Advance(TimeSpan.FromMinutes(6));
        await reads.ReadAsync("/read/bookings/b1", Token);
        await reads.ReadAsync("/read/arrivals", Token);
        reads.Time.Advance(TimeSpan.FromMinutes(6));
        await reads.ReadAsync("/read/bookings/b1", Token);

        // The booking of the last read comes after all the others: what is published by then is all.
        reads.Vendor.Add(ReadingVendor.Booking("last", Today));
        await reads.ReadAsync("/read/bookings/last", Token);
        await Eventually.TrueAsync(() => reads.Events.Ids("pms.bookings.changed").Contains("last"), TimeSpan.FromSeconds(20), "the last is published", Token);
        Assert.Equal(["b1", "b1", "b2", "last"], reads.Events.Ids("pms.bookings.changed").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_circuit_opens_after_repeated_silence_and_closes_with_the_first_answer()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/bookings/b1", Token);
        reads.Time.Advance(TimeSpan.FromMinutes(6));
        reads.Endpoint.Answer = Down;
        var circuit = reads.Service<ConnectionRegistry>().All.Single().Account.Circuit;

        foreach (var id in (string[])["x1", "x2", "x3"])
            await reads.MovingTimeAsync(reads.GetAsync($"/read/bookings/{id}", Token), Token);
        Assert.Equal(CircuitState.Open, circuit.State);
        Assert.Equal("open", await HealthDataAsync(reads));

        // Answered without a call and without moving the clock.
        var calls = reads.Endpoint.Requests.Count;
        var stale = await reads.ReadAsync("/read/bookings/b1", Token);
        using var none = await reads.GetAsync("/read/bookings/x9", Token);
        Assert.True(stale.GetProperty("stale").GetBoolean());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, none.StatusCode);
        Assert.InRange(none.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 5, 60);
        Assert.Equal(calls, reads.Endpoint.Requests.Count);

        reads.Endpoint.Answer = http => FakeVendor.JsonAsync(http, "{}");
        reads.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("half-open", await HealthDataAsync(reads));
        var fresh = await reads.ReadAsync("/read/bookings/b1", Token);
        Assert.Equal("vendor", fresh.GetProperty("source").GetString());
        Assert.Equal("closed", await HealthDataAsync(reads));
    }

    [Fact]
    public async Task Nothing_that_was_searched_for_is_logged()
    {
        await using var reads = await StartAsync();
        await reads.ReadAsync("/read/guests?email=anna%40example.org&name=Anna-Maria-mrkd&phone=%2B36155501775", Token);
        reads.Endpoint.Answer = Down;
        await reads.MovingTimeAsync(reads.GetAsync("/read/guests?email=mrkd%40example.org", Token), Token);

        foreach (var mark in (string[])["mrkd", "36155501775", "anna@", "anna%40"])
            Assert.DoesNotContain(mark, reads.Logs.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static Task Down(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {problem}");
        Assert.Equal($"urn:pms:problem:{slug}", problem.GetProperty("type").GetString());
        return problem;
    }

    private static async Task<string?> HealthDataAsync(ReadsUnderTest reads)
    {
        using var response = await reads.GetAsync("/health", Token, "nobody");
        var health = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        var vendor = health.GetProperty("checks").GetProperty("vendor");
        Assert.Equal("Healthy", vendor.GetProperty("status").GetString());
        return vendor.GetProperty("data").GetProperty("con_one").GetString();
    }

    private static Task PublishedAsync(ReadsUnderTest reads, int count) =>
        Eventually.TrueAsync(() => reads.Events.Ids("pms.bookings.changed").Count >= count, TimeSpan.FromSeconds(20), $"{count} bookings are published", Token);

    private async Task<ReadsUnderTest> StartAsync()
    {
        var reads = await ReadsUnderTest.StartAsync(servers, Token);
        reads.Vendor.Add(ReadingVendor.Booking("b1", Today), ReadingVendor.Booking("b2", Today));
        reads.Vendor.Guests["g1"] = new() { ExternalId = "g1", FirstName = "Anna", LastName = "Kiss", Emails = [new("anna@example.org")] };
        reads.Vendor.Rooms["r1"] = new() { ExternalId = "r1", Number = "101", Housekeeping = HousekeepingStatus.Clean, Service = RoomService.InService };
        return reads;
    }
}
