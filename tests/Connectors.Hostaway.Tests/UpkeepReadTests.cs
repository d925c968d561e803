using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>How calendars and tasks are asked for.</summary>
public sealed class UpkeepReadTests(ConformanceBench bench)
{
    private static Feed Nights => new()
    {
        Mode = SyncMode.Full,
        From = new DateOnly(2026, 12, 3),
        Until = new DateOnly(2026, 12, 4),
        StartedAt = new DateTimeOffset(2026, 12, 3, 12, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public async Task Each_listing_takes_one_call_without_its_guests_and_a_page_holds_ten()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.AddRange(Enumerable.Range(1, 12).Select(id => Samples.Listing(("id", id))));
        vendor.Instead = http => AnswerCalendarAsync(http, Samples.Day(), Samples.Day(("date", "2026-12-04")));
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var pages = await Connected.AllAsync(cursor => connected.Connector.ReadAvailabilityAsync(Nights, cursor, TestContext.Current.CancellationToken));

        Assert.Equal([20, 4], pages.Select(page => page.Availability.Count));
        Assert.Equal(("Quayside loft", 14550L, 3, 4), pages[0].Availability.Select(night => (night.RoomType, night.Rates[0].GrossPrice.MinorUnits, night.Available, night.Total!.Value)).First());
        var calls = vendor.Calls.Where(call => call.Contains("/calendar", StringComparison.Ordinal)).ToList();
        Assert.Equal(12, calls.Count);
        Assert.All(calls, call => Assert.EndsWith("/calendar?startDate=2026-12-03&endDate=2026-12-04&includeResources=0", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_listing_that_is_gone_is_passed_over()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.Add(Samples.Listing(("id", 1)));
        vendor.Listings.Add(Samples.Listing(("id", 2)));
        vendor.Instead = http => http.Request.Path.Value!.Contains("/1/calendar", StringComparison.Ordinal) ? Task.FromResult(false) : AnswerCalendarAsync(http, Samples.Day());
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var page = await connected.Connector.ReadAvailabilityAsync(Nights, null, TestContext.Current.CancellationToken);

        Assert.Equal("2:2026-12-03", Assert.Single(page.Availability).ExternalId);
    }

    [Fact]
    public async Task Tasks_name_the_room_where_their_listing_is_one_and_are_paged_to_the_end()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.Add(Samples.Listing(("id", 1), ("listingUnits", new JsonArray())));
        vendor.Listings.Add(Samples.Listing(("id", 2)));
        JsonObject[] tasks = [Samples.Task(("id", 1), ("listingMapId", 1)), Samples.Task(("id", 2), ("listingMapId", 2)), Samples.Task(("id", 3), ("listingMapId", 3))];
        vendor.Instead = http => AnswerTasksAsync(http, tasks);
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);
        var feed = new Feed { Mode = SyncMode.Full, StartedAt = Nights.StartedAt, Limit = 2 };

        var pages = await Connected.AllAsync(cursor => connected.Connector.ReadHousekeepingTasksAsync(feed, cursor, TestContext.Current.CancellationToken));

        Assert.Equal([("1", "1"), ("2", null), ("3", null)], pages.SelectMany(page => page.HousekeepingTasks).Select(task => (task.ExternalId, task.RoomExternalId)));
        Assert.Equal("QL-2", pages[0].HousekeepingTasks[0].RoomNumber);
        Assert.Equal(3, pages[0].Total);
        Assert.Equal(["tasks?limit=2&offset=0", "tasks?limit=2&offset=2"], vendor.Calls.Where(call => call.StartsWith("tasks", StringComparison.Ordinal)));
    }

    private static async Task<bool> AnswerCalendarAsync(HttpContext http, params JsonObject[] days)
    {
        if (!http.Request.Path.Value!.EndsWith("/calendar", StringComparison.Ordinal))
            return false;
        await FakeVendor.JsonAsync(http, new JsonObject { ["status"] = "success", ["result"] = new JsonArray([.. days.Select(day => day.DeepClone())]) }.ToJsonString());
        return true;
    }

    private static async Task<bool> AnswerTasksAsync(HttpContext http, JsonObject[] tasks)
    {
        if (!http.Request.Path.Value!.EndsWith("/tasks", StringComparison.Ordinal))
            return false;
        var page = tasks.Skip(int.Parse(http.Request.Query["offset"].ToString(), System.Globalization.CultureInfo.InvariantCulture)).Take(2);
        await FakeVendor.JsonAsync(
            http,
            new JsonObject { ["status"] = "success", ["result"] = new JsonArray([.. page.Select(task => task.DeepClone())]), ["limit"] = 2, ["count"] = tasks.Length }.ToJsonString());
        return true;
    }
}
