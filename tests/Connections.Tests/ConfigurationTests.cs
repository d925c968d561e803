using System.Net;
using System.Text.Json;
using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Tests;

/// <summary>Connections as operators keep them.</summary>
public sealed class ConfigurationTests(RegistryService service) : IClassFixture<RegistryService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_again_changes_nothing_and_something_else_changes_that_alone()
    {
        var owner = await OwnerAsync("upsert", "upsert");
        var body = Body("htl_upsert", "upsert-access-token-1234");

        var (made, first) = await owner.SaveAsync(body);
        var (_, again) = await owner.SaveAsync(body, HttpStatusCode.OK);
        var (changed, other) = await owner.SaveAsync("""{"hotelId":"htl_upsert","pmsType":"mews","entities":["bookings"]}""", HttpStatusCode.OK);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(made.GetProperty("id").GetString(), changed.GetProperty("id").GetString());
        Assert.Equal("1234", changed.GetProperty("credentials").GetProperty("accessToken").GetProperty("last4").GetString());
        Assert.Equal("bookings", changed.GetProperty("entities")[0].GetString());
    }

    [Fact]
    public async Task A_secret_is_nowhere_but_sealed()
    {
        var owner = await OwnerAsync("secrets", "secrets");
        const string secret = "never-to-be-seen-anywhere-9876";

        var (made, _) = await owner.SaveAsync(Body("htl_secrets", secret));
        var (shown, _) = await owner.GetAsync($"{Owner.Address}/{made.GetProperty("id").GetString()}");
        var (list, _) = await owner.GetAsync(Owner.Address);
        using var refused = await owner.SendAsync(HttpMethod.Post, Owner.Address, $$$"""{"hotelId":"htl_secrets","pmsType":"mews","endpoint":"{{{secret}}}","credentials":{"{{{secret}}}":"{{{secret}}}"}}""");

        var webhook = made.GetProperty("webhook").GetProperty("token").GetString()!;
        string[] places =
        [
            made.ToString(), shown.ToString(), list.ToString(), await refused.Content.ReadAsStringAsync(Token), service.Logs.Text, await DumpAsync(),
        ];
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.All(places, place => Assert.DoesNotContain(secret, place, StringComparison.Ordinal));
        Assert.All(places[1..], place => Assert.DoesNotContain(webhook, place, StringComparison.Ordinal));
        Assert.Contains($"/api/pms/mews/webhook/{webhook}", made.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_are_overridden_one_by_one_and_taken_back_by_null()
    {
        var owner = await OwnerAsync("overrides", "overrides");
        await owner.SaveAsync(Body("htl_overrides", "overrides-token-1234"));
        await owner.SaveAsync(
            """{"hotelId":"htl_overrides","pmsType":"mews","fieldOverrides":{"bookings.channel":{"from":"/Origin","values":{"Web":"Direct"},"default":"Other"},"guests.vip":{"from":"/Vip"}}}""", HttpStatusCode.OK);

        var (changed, _) = await owner.SaveAsync("""{"hotelId":"htl_overrides","pmsType":"mews","fieldOverrides":{"guests.vip":null}}""", HttpStatusCode.OK);
        var (feed, _) = await service.Service().GetAsync("/internal/feed/connections?vendor=mews");

        var rule = changed.GetProperty("fieldOverrides").GetProperty("bookings.channel");
        Assert.Equal(("/Origin", "Direct", "Other"), (rule.GetProperty("from").GetString(), rule.GetProperty("values").GetProperty("Web").GetString(), rule.GetProperty("default").GetString()));
        Assert.Single(changed.GetProperty("fieldOverrides").EnumerateObject());
        Assert.Contains(feed.GetProperty("items").EnumerateArray(), item => item.GetProperty("hotelId").GetString() == "htl_overrides" && item.GetProperty("fieldOverrides").TryGetProperty("bookings.channel", out _));
    }

    [Theory]
    [InlineData("""{"bookings.total":{"from":"/x"}}""", "$.fieldOverrides")]
    [InlineData("""{"bookings.channel":{"from":"Origin"}}""", "$.fieldOverrides.bookings.channel")]
    [InlineData("""{"bookings.channel":{"from":"/Origin","values":{"Web":"The website"}}}""", "$.fieldOverrides.bookings.channel")]
    [InlineData("""{"guests.vip":{"from":"/Vip","default":"perhaps"}}""", "$.fieldOverrides.guests.vip")]
    [InlineData("""{"bookings.adults":{"from":"/Adults","default":"-1"}}""", "$.fieldOverrides.bookings.adults")]
    public async Task An_override_that_cannot_be_is_refused_with_its_field(string overrides, string field)
    {
        var name = $"unfit{Math.Abs(overrides.GetHashCode(StringComparison.Ordinal))}";
        var owner = await OwnerAsync(name, name);
        await owner.SaveAsync(Body($"htl_{name}", "unfit-token-1234"));

        var (problem, _) = await owner.SaveAsync($$"""{"hotelId":"htl_{{name}}","pmsType":"mews","fieldOverrides":{{overrides}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_vendor_whose_mapping_is_a_setting_takes_no_overrides()
    {
        var owner = await OwnerAsync("nooverrides", "nooverrides");

        var (problem, _) = await owner.SaveAsync(
            """{"hotelId":"htl_nooverrides","pmsType":"hostaway","credentials":{"accountId":"1","clientSecret":"a-secret-of-12"},"fieldOverrides":{"guests.vip":{"from":"/vip"}}}""", HttpStatusCode.BadRequest);

        Assert.Equal("$.fieldOverrides", problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_connection_that_lacks_a_credential_is_not_stored()
    {
        var owner = await OwnerAsync("lacking", "lacking");

        var (problem, _) = await owner.SaveAsync("""{"hotelId":"htl_lacking","pmsType":"mews","credentials":{"clientToken":"t"}}""", HttpStatusCode.BadRequest);

        Assert.Equal("$.credentials.accessToken", problem.GetProperty("field").GetString());
        Assert.Empty((await owner.GetAsync(Owner.Address)).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Disconnecting_switches_off_and_saving_again_switches_on_with_everything_kept()
    {
        var owner = await OwnerAsync("again", "again");
        var id = (await owner.SaveAsync(Body("htl_again", "again-access-token-1234"))).Json.GetProperty("id").GetString();

        var (off, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{Owner.Address}/{id}");
        var (on, _) = await owner.SaveAsync("""{"hotelId":"htl_again","pmsType":"mews"}""", HttpStatusCode.OK);

        Assert.Equal("Disabled", off.GetProperty("state").GetString());
        Assert.Equal((id, "Pending"), (on.GetProperty("id").GetString(), on.GetProperty("state").GetString()));
        Assert.Equal("1234", on.GetProperty("credentials").GetProperty("accessToken").GetProperty("last4").GetString());
    }

    [Fact]
    public async Task A_hotel_has_one_pms_of_record_whoever_writes()
    {
        var owner = await OwnerAsync("record", "record");
        var id = (await owner.SaveAsync(Body("htl_record", "record-access-token"))).Json.GetProperty("id").GetString();
        const string second = """{"hotelId":"htl_record","pmsType":"hostaway","credentials":{"accountId":"7","clientSecret":"a-client-secret"}""";

        await owner.SaveAsync(second + "}", HttpStatusCode.Conflict);
        await owner.SaveAsync(second + ",\"isPmsOfRecord\":false}");
        await owner.SaveAsync("""{"hotelId":"htl_record","pmsType":"hostaway","isPmsOfRecord":true}""", HttpStatusCode.Conflict);
        var byHand = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("UPDATE connections.connection SET is_of_record = true WHERE hotel_id = 'htl_record'"));
        await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{Owner.Address}/{id}");
        var (taken, _) = await owner.SaveAsync("""{"hotelId":"htl_record","pmsType":"hostaway","isPmsOfRecord":true}""", HttpStatusCode.OK);

        Assert.Equal("one_pms_of_record", byHand.ConstraintName);
        Assert.True(taken.GetProperty("isPmsOfRecord").GetBoolean());
    }

    [Fact]
    public async Task Two_operators_do_not_overwrite_each_other()
    {
        var owner = await OwnerAsync("two", "two");
        var (made, tag) = await owner.SaveAsync(Body("htl_two", "two-access-token"));
        var path = $"{Owner.Address}/{made.GetProperty("id").GetString()}";
        await owner.SaveAsync("""{"hotelId":"htl_two","pmsType":"mews","retries":{"most":"1"}}""", HttpStatusCode.OK);

        var (late, _) = await owner.AskAsync(
            HttpStatusCode.PreconditionFailed, HttpMethod.Post, Owner.Address, """{"hotelId":"htl_two","pmsType":"mews","retries":{"most":"2"}}""", tag);
        await owner.AskAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Delete, path, ifMatch: tag);

        var (kept, _) = await owner.GetAsync(path);
        Assert.Equal("urn:pms:problem:changed-meanwhile", late.GetProperty("type").GetString());
        Assert.Equal(("1", "Pending"), (kept.GetProperty("retries").GetProperty("most").GetString(), kept.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Nobody_reaches_anothers_connections()
    {
        var owner = await OwnerAsync("mine", "mine");
        var other = await OwnerAsync("yours", "yours");
        var id = (await owner.SaveAsync(Body("htl_mine", "mine-access-token"))).Json.GetProperty("id").GetString();
        var path = $"{Owner.Address}/{id}";

        await other.AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);
        await other.AskAsync(HttpStatusCode.NotFound, HttpMethod.Delete, path);
        await other.AskAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{path}/webhook");
        await other.AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{path}/schedules");
        await other.SaveAsync(Body("htl_mine", "stolen"), HttpStatusCode.NotFound);
        await other.SaveAsync(Body("htl_yours", "moved").Insert(1, $"\"id\":\"{id}\","), HttpStatusCode.Conflict);
        Assert.Empty((await other.GetAsync(Owner.Address)).Json.GetProperty("items").EnumerateArray());

        var viewer = owner.As(identity => identity with { OrganizationGrant = Permission.ViewData, Grants = new Dictionary<string, Permission> { ["htl_mine"] = Permission.ViewData } });
        await viewer.GetAsync(path);
        await viewer.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, path);
    }

    [Fact]
    public async Task Connect_takes_client_id_and_secret_whatever_the_vendor_calls_them()
    {
        var owner = await OwnerAsync("chain", "chain-a", "chain-b");

        var (one, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, "/api/pms/connect", """
            {"organizationId":"org_chain","provider":"hostaway","clientId":"40001","clientSecret":"the-client-secret-5678","hotelId":"htl_chain-a"}
            """);
        var (off, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Delete, "/api/pms/connect", """{"organizationId":"org_chain","provider":"hostaway"}""");
        var (several, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, "/api/pms/connect", """
            {"organizationId":"org_chain","provider":"mews","clientId":"a-client-token","clientSecret":"an-access-token",
             "properties":[{"propertyId":"p-a","hotelId":"htl_chain-a"},{"propertyId":"p-b","hotelId":"htl_chain-b"}]}
            """);
        var (mappings, _) = await owner.GetAsync("/api/admin/pms/mappings");

        var hostaway = one.GetProperty("connections")[0];
        Assert.Equal(("40001", "5678"), (hostaway.GetProperty("settings").GetProperty("accountId").GetString(), hostaway.GetProperty("credentials").GetProperty("clientSecret").GetProperty("last4").GetString()));
        Assert.Equal("Disabled", off.GetProperty("connections")[0].GetProperty("state").GetString());
        Assert.Equal(["p-a", "p-b"], several.GetProperty("connections").EnumerateArray().Select(made => made.GetProperty("settings").GetProperty("enterpriseId").GetString()));
        Assert.Equal(["htl_chain-a", "htl_chain-b"], mappings.GetProperty("items").EnumerateArray().Select(mapping => mapping.GetProperty("hotelId").GetString()));
    }

    [Fact]
    public async Task A_schedule_is_checked_and_shows_its_next_runs_in_hotel_time()
    {
        var owner = await OwnerAsync("clock", "clock");
        var id = (await owner.SaveAsync(Body("htl_clock", "clock-access-token"))).Json.GetProperty("id").GetString();
        var path = $"{Owner.Address}/{id}/schedules";

        var (saved, tag) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Put, $"{path}/arrivals", """{"cron":"30 6 * * *","lookAheadDays":3}""");
        await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Put, $"{path}/arrivals", """{"enabled":false}""");
        var (late, _) = await owner.AskAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Put, $"{path}/arrivals", """{"enabled":true}""", tag);
        var (wrong, _) = await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"{path}/arrivals", """{"cron":"soon"}""");
        await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"{path}/weather", """{"cron":"0 6 * * *"}""");
        var (all, _) = await owner.GetAsync(path);

        // Half past six in Budapest, in summer.
        Assert.Equal("2030-06-02T04:30:00+00:00", saved.GetProperty("nextRuns")[0].GetString());
        Assert.Equal("$.cron", wrong.GetProperty("field").GetString());
        Assert.NotEqual(default, late.GetProperty("detail").ValueKind);
        Assert.Equal(
            [("arrivals", 0), ("guests", 0), ("modified", 5), ("roomStatus", 5), ("rooms", 5)],
            all.EnumerateArray().Select(schedule => (schedule.GetProperty("feed").GetString(), schedule.GetProperty("nextRuns").GetArrayLength())));
        Assert.True(all[1].GetProperty("onDemand").GetBoolean());
    }

    [Fact]
    public async Task The_status_of_rooms_has_a_schedule_beside_that_of_the_rooms()
    {
        var owner = await OwnerAsync("status", "status");
        var id = (await owner.SaveAsync(Body("htl_status", "status-access-token"))).Json.GetProperty("id").GetString();
        var path = $"{Owner.Address}/{id}/schedules";

        var (often, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Put, $"{path}/roomStatus", """{"cron":"*/2 6-22 * * *"}""");
        var (asked, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Put, $"{path}/rooms", """{"onDemand":true}""");
        var (feed, _) = await service.Service().GetAsync("/internal/feed/connections?vendor=mews");

        var next = often.GetProperty("nextRuns").EnumerateArray().Select(at => at.GetDateTimeOffset()).ToList();
        Assert.Equal(5, next.Count);
        Assert.All(next.Zip(next.Skip(1)), pair => Assert.Equal(TimeSpan.FromMinutes(2), pair.Second - pair.First));
        Assert.Empty(asked.GetProperty("nextRuns").EnumerateArray());
        var schedules = Assert.Single(feed.GetProperty("items").EnumerateArray(), item => item.GetProperty("hotelId").GetString() == "htl_status").GetProperty("schedules")
            .EnumerateArray().ToDictionary(schedule => schedule.GetProperty("feed").GetString()!, schedule => schedule.TryGetProperty("cron", out var cron) ? cron.GetString() : null, StringComparer.Ordinal);
        Assert.Equal(("*/2 6-22 * * *", null), (schedules["roomStatus"], schedules["rooms"]));
    }

    [Theory]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"nobody"}""", "$.pmsType")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","credentials":{"password":"x"}}""", "$.credentials")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","endpoint":"ftp://mews.example"}""", "$.endpoint")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","endpoint":"https://user:secret@mews.example"}""", "$.endpoint")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","endpoint":"http://mews.example"}""", "$.endpoint")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","endpoint":"https://169.254.169.254/latest"}""", "$.endpoint")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","endpoint":"https://sync-ledger/"}""", "$.endpoint")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","entities":["weather"]}""", "$.entities")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","entities":["maintenance"]}""", "$.entities")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","reads":{"guest":"forever"}}""", "$.reads")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","retries":{"most":"99"}}""", "$.retries")]
    [InlineData("""{"hotelId":"htl_bad","pmsType":"mews","apiKey":"x"}""", "$.apiKey")]
    [InlineData("""{"id":"a b","hotelId":"htl_bad","pmsType":"mews"}""", "$.id")]
    public async Task What_cannot_be_used_is_named(string body, string field)
    {
        var owner = await OwnerAsync(Guid.NewGuid().ToString("N"), []);
        await ExecuteAsync("INSERT INTO connections.organization VALUES ('org_bad', 'Bad', 1, now(), now()) ON CONFLICT DO NOTHING");
        await ExecuteAsync("INSERT INTO connections.hotel VALUES ('htl_bad', 'org_bad', 'bad', 'Bad', 'UTC', 'EUR', 1, now(), now()) ON CONFLICT DO NOTHING");
        var bad = owner.As(identity => identity with { HotelIds = ["htl_bad"], OrganizationId = null });

        var (problem, _) = await bad.SaveAsync(body, HttpStatusCode.BadRequest);

        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    private static string Body(string hotelId, string accessToken) =>
        JsonSerializer.Serialize(new { hotelId, pmsType = "mews", credentials = new { clientToken = "a-client-token", accessToken } });

    private async Task<Owner> OwnerAsync(string name, params string[] hotels)
    {
        await service.VendorsAsync();
        return await service.OwnerAsync(name, hotels);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Every row of every table as text.</summary>
    private async Task<string> DumpAsync()
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var command = database.CreateCommand("SELECT query_to_xml('SELECT * FROM connections.connection', true, false, '')::text || schema_to_xml('connections', true, false, '')::text");
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
