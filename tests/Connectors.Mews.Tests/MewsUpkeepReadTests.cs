using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>How nights, blocks and tasks are asked for.</summary>
public sealed class MewsUpkeepReadTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 20, 4, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Feed Nights(int days) => new()
    {
        Mode = SyncMode.Full,
        From = new DateOnly(2026, 10, 20),
        Until = new DateOnly(2026, 10, 20).AddDays(days - 1),
        StartedAt = Now,
    };

    [Fact]
    public async Task Nights_take_two_calls_and_one_for_each_rate_that_guests_can_book()
    {
        await using var mews = await StartAsync();

        var page = await MewsHttp.Connect(mews.Url).ReadAvailabilityAsync(Nights(10), null, Token);

        Assert.Null(page.NextCursor);
        Assert.Equal(10, page.Availability.Count);
        var night = page.Availability[^1];
        Assert.Equal(("queen:2026-10-29", "Queen", 3, 8), (night.ExternalId, night.RoomType, night.Available, night.Total));
        Assert.Equal([("flex", "Flexible", 10000L)], night.Rates.Select(rate => (rate.RatePlanExternalId, rate.RatePlan, rate.GrossPrice.MinorUnits)));
        Assert.Equal(["flex"], mews.CallsOf("rates/getPricing").Select(call => (string)call.Body["RateId"]!));
        Assert.Single(mews.CallsOf("services/getAvailability"));
        Assert.Single(mews.CallsOf("services/getAvailability/2024-01-22"));
    }

    [Fact]
    public async Task The_hotel_can_name_the_rates_it_wants()
    {
        await using var mews = await StartAsync();
        var connector = MewsHttp.Connect(mews.Url, settings: [new("rateIds", "corporate, flex")]);

        var page = await connector.ReadAvailabilityAsync(Nights(1), null, Token);

        Assert.Equal(["corporate", "flex"], page.Availability[0].Rates.Select(rate => rate.RatePlanExternalId));
    }

    [Fact]
    public async Task Days_begin_at_the_hotels_midnight_also_behind_a_clock_change_and_a_long_window_is_read_in_parts()
    {
        await using var mews = await StartAsync();
        var connector = MewsHttp.Connect(mews.Url);

        var first = await connector.ReadAvailabilityAsync(Nights(150), null, Token);
        var second = await connector.ReadAvailabilityAsync(Nights(150), first.NextCursor, Token);

        Assert.Null(second.NextCursor);
        Assert.Equal(
            [("2026-10-19T22:00:00Z", "2027-01-26T23:00:00Z"), ("2027-01-27T23:00:00Z", "2027-03-17T23:00:00Z")],
            mews.CallsOf("services/getAvailability").Select(call => ((string)call.Body["FirstTimeUnitStartUtc"]!, (string)call.Body["LastTimeUnitStartUtc"]!)));
        Assert.Equal(150, first.Availability.Concat(second.Availability).Select(night => night.ExternalId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task An_answer_without_the_documented_list_is_no_empty_hotel()
    {
        await using var mews = await StartAsync();
        mews.Instead = async (call, http) =>
        {
            if (!call.Operation.StartsWith("services/getAvailability", StringComparison.Ordinal))
                return false;
            await FakeVendor.JsonAsync(http, "{}");
            return true;
        };

        var error = await Assert.ThrowsAsync<VendorException>(() => MewsHttp.Connect(mews.Url).ReadAvailabilityAsync(Nights(1), null, Token));

        Assert.Equal(VendorErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task Changed_blocks_are_read_with_those_that_were_deleted_and_without_those_of_other_services()
    {
        await using var mews = await StartAsync();
        mews.Lists["resourceBlocks/getAll"] = [Block("m1", "r101", "OutOfOrder"), Block("m2", "p1", "OutOfOrder"), Block("m3", "r102", "InternalUse")];
        var feed = new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = Now.AddMinutes(-20), StartedAt = Now };

        var page = await MewsHttp.Connect(mews.Url).ReadMaintenanceAsync(feed, null, Token);

        var block = Assert.Single(page.Maintenance);
        Assert.Equal(("m1", "101"), (block.ExternalId, block.RoomNumber));
        Assert.Empty(page.Unmapped);
        var call = Assert.Single(mews.CallsOf("resourceBlocks/getAll"));
        Assert.Equal(("2026-10-20T03:40:00Z", "2026-10-20T04:00:01Z"), call.Window("UpdatedUtc"));
        Assert.Equal(["Active", "Deleted"], call.Texts("ActivityStates"));
    }

    [Fact]
    public async Task Changed_tasks_are_those_created_or_closed_since_and_those_due_about_now()
    {
        await using var mews = await StartAsync();
        mews.Lists["tasks/getAll"] = FakeMews.Parse("""[{"Id":"t1","Name":"Extra bed","State":"Open","CreatedUtc":"2026-10-20T03:50:00Z","DeadlineUtc":"2026-10-21T03:50:00Z"}]""");
        var connector = MewsHttp.Connect(mews.Url);
        var feed = new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = Now.AddMinutes(-20), StartedAt = Now };

        string? cursor = null;
        var ids = new List<string>();
        do
        {
            var page = await connector.ReadHousekeepingTasksAsync(feed, cursor, Token);
            ids.AddRange(page.HousekeepingTasks.Select(task => task.ExternalId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["t1", "t1", "t1"], ids);
        var calls = mews.CallsOf("tasks/getAll");
        Assert.Equal(("2026-10-20T03:40:00Z", "2026-10-20T04:00:01Z"), calls[0].Window("CreatedUtc"));
        Assert.Equal(("2026-10-20T03:40:00Z", "2026-10-20T04:00:01Z"), calls[1].Window("ClosedUtc"));
        Assert.Equal(("2026-10-13T04:00:00Z", "2027-01-08T04:00:00Z"), calls[2].Window("DeadlineUtc"));
    }

    private static async Task<FakeMews> StartAsync()
    {
        var mews = await FakeMews.StartAsync(Token);
        mews.Lists["rates/getAll"] = FakeMews.Parse(
            """
            [{"Id":"flex","ServiceId":"stay","IsEnabled":true,"IsPublic":true,"Names":{"en-US":"Flexible"}},
             {"Id":"corporate","ServiceId":"stay","IsEnabled":true,"IsPublic":false,"Names":{"en-US":"Corporate"}},
             {"Id":"old","ServiceId":"stay","IsEnabled":false,"IsPublic":true,"Names":{"en-US":"Old"}}]
            """);
        mews.Instead = AnswerNightsAsync;
        return mews;
    }

    private static JsonNode Block(string id, string resource, string type) => JsonNode.Parse(
        $$"""
        {"Id":"{{id}}","AssignedResourceId":"{{resource}}","IsActive":true,"Type":"{{type}}","StartUtc":"2026-10-20T22:00:00Z","EndUtc":"2026-10-22T22:00:00Z",
         "UpdatedUtc":"2026-10-20T03:50:00Z","Name":"Paint"}
        """)!;

    /// <summary>Three of eight rooms free each night, at 100 euro.</summary>
    private static async Task<bool> AnswerNightsAsync(MewsCall call, HttpContext http)
    {
        if (call.Body["FirstTimeUnitStartUtc"] is null)
            return false;

        var (first, last) = (Instant(call, "FirstTimeUnitStartUtc"), Instant(call, "LastTimeUnitStartUtc"));
        var days = (int)Math.Round((last - first).TotalDays) + 1;
        var starts = new JsonArray([.. Enumerable.Range(0, days).Select(day => (JsonNode?)Midnight(first, day))]);
        var answer = call.Operation switch
        {
            "services/getAvailability" => new JsonObject { ["CategoryAvailabilities"] = List("CategoryId", ("Availabilities", Repeated(days, 3))) },
            "rates/getPricing" => new JsonObject
            {
                ["CategoryPrices"] = new JsonArray(new JsonObject
                {
                    ["CategoryId"] = "queen",
                    ["AmountPrices"] = new JsonArray([.. Enumerable.Range(0, days).Select(_ => JsonNode.Parse("""{"Currency":"EUR","GrossValue":100,"NetValue":93.46}"""))]),
                }),
            },
            _ => new JsonObject { ["ResourceCategoryAvailabilities"] = List("ResourceCategoryId", ("Metrics", new JsonObject { ["ActiveResources"] = Repeated(days, 8) })) },
        };
        answer["TimeUnitStartsUtc"] = starts;
        await FakeVendor.JsonAsync(http, answer.ToJsonString());
        return true;
    }

    private static JsonArray List(string id, (string Name, JsonNode Value) member) => [new JsonObject { [id] = "queen", [member.Name] = member.Value }];

    private static JsonArray Repeated(int times, int value) => [.. Enumerable.Repeat(value, times).Select(number => (JsonNode?)number)];

    private static DateTimeOffset Instant(MewsCall call, string name) => DateTimeOffset.Parse((string)call.Body[name]!, CultureInfo.InvariantCulture);

    private static string Midnight(DateTimeOffset first, int day)
    {
        var zone = MewsHttp.Aurora.TimeZone;
        var local = TimeZoneInfo.ConvertTime(first, zone).Date.AddDays(day);
        return TimeZoneInfo.ConvertTimeToUtc(local, zone).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
