using System.Globalization;
using System.Text.Json;
using PmsPlatform.TestKit;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Admin;

/// <summary>Each fault strikes as ordered, is counted, and ends.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("RateLimitStorm", 429)]
    [InlineData("ServerError", 500)]
    [InlineData("TokenExpired", 401)]
    public async Task Mews_answers_with_its_own_error_as_often_as_ordered(string kind, int expected)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(5);
        await sandbox.FaultAsync(new { property = "aurora", kind, count = 2, retryAfter = "00:00:07" });
        for (var call = 0; call < 2; call++)
        {
            using var answer = await mews.SendAsync("configuration/get");
            Assert.Equal(expected, (int)answer.StatusCode);
            Assert.NotNull((await Sandbox.ReadAsync(answer)).GetProperty("Message").GetString());
            Assert.Equal(expected == 429 ? TimeSpan.FromSeconds(7) : null, answer.Headers.RetryAfter?.Delta);
        }

        Assert.Equal(200, (await mews.CallAsync("configuration/get")).Status);
        Assert.Equal(2, await sandbox.FiredAsync());
        Assert.True((await sandbox.GetAsync("/admin/faults"))[0].GetProperty("over").GetBoolean());
    }

    [Fact]
    public async Task Hostaway_needs_a_new_token_after_each_expiry()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        await sandbox.FaultAsync(new { vendor = "hostaway", kind = "TokenExpired", count = 1 });
        Assert.Equal(403, (await hostaway.GetAsync("listings")).Status);
        Assert.Equal(403, (await hostaway.GetAsync("listings")).Status);
        await hostaway.ReadyAsync();
        Assert.Equal(200, (await hostaway.GetAsync("listings")).Status);
    }

    [Fact]
    public async Task A_fault_keeps_to_its_path_its_time_and_its_property()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(5);
        var other = await sandbox.AddMewsAsync(5, "other");
        await sandbox.FaultAsync(new { property = "aurora", kind = "ServerError", duration = "00:01:00", path = "services" });
        Assert.Equal(200, (await mews.CallAsync("configuration/get")).Status);
        Assert.Equal(500, (await mews.CallAsync("services/getAll")).Status);
        Assert.Equal(400, (await other.CallAsync("services/getAll")).Status);
        sandbox.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(400, (await mews.CallAsync("services/getAll")).Status);
    }

    [Fact]
    public async Task A_fault_by_chance_strikes_about_that_often()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(5);
        await sandbox.FaultAsync(new { property = "aurora", kind = "ServerError", probability = 0.3 });
        var struck = 0;
        for (var call = 0; call < 200; call++)
            struck += (await mews.CallAsync("configuration/get")).Status == 500 ? 1 : 0;
        Assert.InRange(struck, 35, 85);
        Assert.Equal(struck, await sandbox.FiredAsync());
    }

    [Fact]
    public async Task A_slow_call_waits_and_is_answered()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(5);
        await sandbox.FaultAsync(new { property = "aurora", kind = "Slow", delay = "00:00:30" });
        var waiting = sandbox.Time.TimerCount;
        var call = mews.CallAsync("configuration/get");
        await Eventually.TrueAsync(() => sandbox.Time.TimerCount > waiting, TimeSpan.FromSeconds(20), "the call waits", TestContext.Current.CancellationToken);
        Assert.False(call.IsCompleted);
        sandbox.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await call).Status);
    }

    [Fact]
    public async Task A_cut_connection_ends_in_the_middle_of_the_answer()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(100);
        await sandbox.FaultAsync(new { property = "aurora", kind = "CutConnection", count = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => mews.CallAsync(MewsClient.Reservations, new { Limitation = new { Count = 100 } }));
        Assert.Equal(200, (await mews.CallAsync(MewsClient.Reservations, new { Limitation = new { Count = 100 } })).Status);
        Assert.Equal(0, (await sandbox.GetAsync("/admin/calls?property=aurora&last=2")).GetProperty("latest")[1].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Malformed_json_is_no_json_in_two_ways()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        await sandbox.FaultAsync(new { property = "aurora", kind = "MalformedJson", count = 2 });
        for (var call = 0; call < 2; call++)
        {
            using var answer = await mews.SendAsync("configuration/get");
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(text));
        }

        await mews.ReadAsync("configuration/get");
    }

    [Fact]
    public async Task Huge_json_is_correct_and_as_long_as_ordered()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        await sandbox.FaultAsync(new { property = "aurora", kind = "HugeJson", count = 1, bytes = 3_000_000 });
        var answer = await mews.ReadAsync(MewsClient.Reservations, new { Limitation = new { Count = 5 } });
        Assert.Equal(3_000_000, answer.GetProperty("Padding").GetString()!.Length);
        Assert.Equal(5, answer.GetProperty("Reservations").GetArrayLength());
    }

    [Fact]
    public async Task A_skewed_clock_shows_in_header_answer_and_changes()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        await sandbox.FaultAsync(new { property = "aurora", kind = "ClockSkew", skew = "-00:20:00" });
        using var answer = await mews.SendAsync("configuration/get");
        var believed = sandbox.Time.GetUtcNow().AddMinutes(-20);
        Assert.Equal(believed, answer.Headers.Date);
        Assert.Equal(believed, (await Sandbox.ReadAsync(answer)).GetProperty("NowUtc").GetDateTimeOffset());
        sandbox.Time.Advance(TimeSpan.FromHours(1));
        var (_, modified) = await sandbox.PostAsync("/admin/properties/aurora/modify", new { count = 1, kind = "Touch" });
        var id = modified.GetProperty("bookings")[0].GetString()!;
        Assert.Equal(sandbox.Time.GetUtcNow().AddMinutes(-20), (await sandbox.TruthAsync("aurora", "bookings"))[id].GetProperty("modifiedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Duplicates_repeat_records_of_a_page_and_lose_none()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(60);
        var before = await mews.AllAsync(MewsClient.Reservations, "Reservations");
        await sandbox.FaultAsync(new { property = "aurora", kind = "Duplicate", records = 4 });
        var page = (await mews.ReadAsync(MewsClient.Reservations, new { Limitation = new { Count = 1000 } })).GetProperty("Reservations").EnumerateArray().ToList();
        Assert.Equal(before.Count + 4, page.Count);
        Assert.Equal(MewsClient.Ids(before).Order(), MewsClient.Ids(page).Distinct().Order());
    }

    [Fact]
    public async Task Records_out_of_order_are_all_there_and_paging_still_ends()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(60)).ReadyAsync();
        var before = (await hostaway.AllAsync("", 25)).Select(one => one.GetProperty("id").GetInt32()).ToList();
        await sandbox.FaultAsync(new { property = "harbour", kind = "OutOfOrder" });
        var after = (await hostaway.AllAsync("", 25)).Select(one => one.GetProperty("id").GetInt32()).ToList();
        Assert.NotEqual(before, after);
        Assert.Equal(before.Order(), after.Order());
    }

    [Fact]
    public async Task Broken_reservations_are_those_the_truth_names_at_mews()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(100);
        await sandbox.FaultAsync(new { property = "aurora", kind = "BrokenRecords", records = 8 });
        var broken = (await sandbox.TruthAsync("aurora", "bookings")).Where(pair => pair.Value.TryGetProperty("broken", out _)).ToDictionary(pair => pair.Key, pair => pair.Value.GetProperty("broken").GetString(), StringComparer.Ordinal);
        var page = (await mews.ReadAsync(MewsClient.Reservations, new { Limitation = new { Count = 1000 } })).GetProperty("Reservations").EnumerateArray().ToList();
        var items = (await mews.ReadAsync("orderItems/getAll", new { Limitation = new { Count = 1000 }, ServiceOrderIds = broken.Keys })).GetProperty("OrderItems").EnumerateArray().ToList();

        Assert.Equal(8, broken.Count);
        Assert.Equal(new[] { "ImpossibleDates", "MissingId", "UnknownCurrency", "WrongType" }.SelectMany(how => new[] { how, how }), broken.Values.Order());
        Assert.Equal(2, page.Count(one => !one.TryGetProperty("Id", out _)));
        Assert.All(page.Where(one => one.TryGetProperty("Id", out _)), one =>
        {
            var how = broken.GetValueOrDefault(one.GetProperty("Id").GetString()!);
            Assert.Equal(how == "WrongType", one.GetProperty("State").ValueKind == JsonValueKind.Number);
            Assert.Equal(how != "ImpossibleDates", DateTimeOffset.TryParse(one.GetProperty("ScheduledStartUtc").GetString(), CultureInfo.InvariantCulture, out _));
        });
        Assert.All(items, item => Assert.Equal(broken[item.GetProperty("ServiceOrderId").GetString()!] == "UnknownCurrency" ? "XQQ" : "EUR", item.GetProperty("Amount").GetProperty("Currency").GetString()));
        Assert.Equal(8, (await sandbox.GetAsync("/admin/truth/aurora/summary")).GetProperty("broken").GetProperty("bookings").GetInt32());
        Assert.Equal(204, await sandbox.DeleteAsync("/admin/faults?property=aurora"));
        Assert.All((await sandbox.TruthAsync("aurora", "bookings")).Values, one => Assert.False(one.TryGetProperty("broken", out _)));
    }

    [Fact]
    public async Task A_stay_that_is_off_is_broken_by_its_currency_where_the_booking_has_one_and_not_where_only_its_items_have()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(100);
        await sandbox.AddHostawayAsync(100);
        foreach (var property in (string[])["aurora", "harbour"])
            await sandbox.FaultAsync(new { property, kind = "BrokenRecords", records = 100 });

        Assert.DoesNotContain("UnknownCurrency", await HowAsync("aurora"));
        Assert.Contains("WrongType", await HowAsync("aurora"));
        Assert.Contains("UnknownCurrency", await HowAsync("harbour"));

        async Task<List<string>> HowAsync(string property) =>
        [
            .. (await sandbox.TruthAsync(property, "bookings")).Values
                .Where(one => one.GetProperty("status").GetString() is "Cancelled" or "NoShow" && one.TryGetProperty("broken", out _))
                .Select(one => one.GetProperty("broken").GetString()!),
        ];
    }

    [Fact]
    public async Task Broken_reservations_do_not_stop_paging_at_hostaway()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(40)).ReadyAsync();
        await sandbox.FaultAsync(new { property = "harbour", kind = "BrokenRecords", records = 30 });
        var broken = (await sandbox.TruthAsync("harbour", "bookings")).Values.Where(one => one.TryGetProperty("broken", out _)).CountBy(one => one.GetProperty("broken").GetString()!).ToDictionary();
        var (all, after) = (new List<JsonElement>(), "");
        for (var page = 0; page < 60; page++)
        {
            var result = (await hostaway.ResultAsync($"reservations?limit=3{after}")).EnumerateArray().ToList();
            if (result.Count == 0)
                break;
            all.AddRange(result);
            after = "&afterId=" + result[^1].GetProperty("id").GetInt32();
        }

        Assert.Equal(40, all.Count);
        Assert.Equal(broken["MissingId"], all.Count(one => !one.TryGetProperty("id", out _)));
        Assert.Equal(broken["ImpossibleDates"], all.Count(one => one.GetProperty("arrivalDate").ToString() == "2026-02-30"));
        Assert.Equal(broken["WrongType"], all.Count(one => one.GetProperty("arrivalDate").ValueKind == JsonValueKind.Number));
        Assert.Equal(broken["UnknownCurrency"], all.Count(one => one.GetProperty("currency").GetString() == "XQQ"));
    }

    [Theory]
    [InlineData("guests", "customers/getAll", "Customers")]
    [InlineData("rooms", "resources/getAll", "Resources")]
    public async Task Guests_and_rooms_can_be_broken_too(string entity, string operation, string array)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(60);
        await sandbox.FaultAsync(new { property = "aurora", kind = "BrokenRecords", entity, records = 4 });
        var truth = await sandbox.TruthAsync("aurora", entity);
        object filter = entity == "guests" ? new { Extent = new { Customers = true }, CustomerIds = truth.Keys, Limitation = new { Count = 1000 } } : new { Extent = new { Resources = true }, Limitation = new { Count = 1000 } };
        var records = (await mews.ReadAsync(operation, filter)).GetProperty(array).EnumerateArray().ToList();
        Assert.Equal(4, truth.Values.Count(one => one.TryGetProperty("broken", out _)));
        Assert.Equal(2, records.Count(one => !one.TryGetProperty("Id", out _)));
        Assert.Equal(2, records.Count(one => one.GetProperty(entity == "guests" ? "LastName" : "Name").ValueKind != JsonValueKind.String));
    }

    [Theory]
    [InlineData("{\"kind\":\"ServerError\"}", 400)]
    [InlineData("{\"kind\":\"Earthquake\",\"property\":\"aurora\"}", 400)]
    [InlineData("{\"kind\":\"ServerError\",\"property\":\"nowhere\"}", 404)]
    [InlineData("{\"kind\":\"ServerError\",\"property\":\"aurora\",\"count\":0}", 400)]
    [InlineData("{\"kind\":\"ServerError\",\"property\":\"aurora\",\"probability\":2}", 400)]
    [InlineData("{\"kind\":\"ServerError\",\"property\":\"aurora\",\"misspelt\":2}", 400)]
    [InlineData("{", 400)]
    public async Task An_order_that_cannot_be_is_refused(string body, int expected)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(5);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await sandbox.Http.PostAsync(new Uri("/admin/faults", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.StartsWith("urn:pms:problem:", (await Sandbox.ReadAsync(answer)).GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await sandbox.GetAsync("/admin/faults")).GetArrayLength());
    }
}
