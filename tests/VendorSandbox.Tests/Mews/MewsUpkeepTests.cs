using System.Globalization;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Mews;

/// <summary>Availability, prices and tasks: connector-api/operations/services.md, rates.md, tasks.md.</summary>
public sealed class MewsUpkeepTests
{
    [Fact]
    public async Task What_can_be_sold_are_the_rooms_that_the_calendar_has_free()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(600);
        var world = sandbox.Property("aurora").World;
        await sandbox.PostAsync("/admin/properties/aurora/modify", new { kind = "Upkeep", count = 3 });

        var answer = await mews.ReadAsync("services/getAvailability", await NightsAsync(mews, 0, 19));

        var names = (await mews.AllAsync("resourceCategories/getAll", "ResourceCategories", new { ServiceIds = new[] { await mews.StayServiceAsync() } }))
            .ToDictionary(category => category.GetProperty("Id").GetString()!, category => category.GetProperty("Names").GetProperty("en-US").GetString()!, StringComparer.Ordinal);
        var free = answer.GetProperty("CategoryAvailabilities").EnumerateArray().ToDictionary(
            category => names[category.GetProperty("CategoryId").GetString()!],
            category => category.GetProperty("Availabilities").EnumerateArray().Select(number => number.GetInt32()).ToList(),
            StringComparer.Ordinal);
        Assert.Equal(20, answer.GetProperty("TimeUnitStartsUtc").GetArrayLength());
        foreach (var group in world.Rooms.Groups)
        {
            var expected = Enumerable.Range(world.Today, 20).Select(day => Enumerable.Range(group.FirstRoom, group.Rooms).Count(room => !world.Calendar.IsTaken(room, day)));
            Assert.Equal(expected, free[group.Name]);
        }
    }

    [Fact]
    public async Task Metrics_add_up_to_what_can_be_sold()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(600);
        var nights = await NightsAsync(mews, 0, 9);

        var available = (await mews.ReadAsync("services/getAvailability", nights)).GetProperty("CategoryAvailabilities");
        string[] asked = ["UsableResources", "Occupied", "HouseUse"];
        var metrics = (await mews.ReadAsync(
            "services/getAvailability/2024-01-22",
            new { ServiceId = nights["ServiceId"], FirstTimeUnitStartUtc = nights["FirstTimeUnitStartUtc"], LastTimeUnitStartUtc = nights["LastTimeUnitStartUtc"], Metrics = asked }))
            .GetProperty("ResourceCategoryAvailabilities");

        foreach (var (category, made) in available.EnumerateArray().Zip(metrics.EnumerateArray()))
        {
            Assert.Equal(category.GetProperty("CategoryId").GetString(), made.GetProperty("ResourceCategoryId").GetString());
            for (var night = 0; night < 10; night++)
                Assert.Equal(category.GetProperty("Availabilities")[night].GetInt32(), Of("UsableResources", night) - Of("Occupied", night) - Of("HouseUse", night));

            int Of(string metric, int night) => made.GetProperty("Metrics").GetProperty(metric)[night].GetInt32();
        }
    }

    [Fact]
    public async Task A_rate_has_a_price_for_every_category_and_night_gross_and_net()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(50, currency: "KWD", zone: "Asia/Kuwait");
        var rates = await mews.AllAsync("rates/getAll", "Rates", new { ServiceIds = new[] { await mews.StayServiceAsync() } });
        var nights = await NightsAsync(mews, 0, 6);
        nights["RateId"] = rates[0].GetProperty("Id").GetString()!;

        var prices = (await mews.ReadAsync("rates/getPricing", nights)).GetProperty("CategoryPrices").EnumerateArray().ToList();

        Assert.Equal(3, rates.Count);
        Assert.Equal(2, rates.Count(rate => rate.GetProperty("IsPublic").GetBoolean()));
        Assert.NotEmpty(prices);
        Assert.All(prices, category => Assert.Equal(7, category.GetProperty("AmountPrices").GetArrayLength()));
        Assert.All(
            prices.SelectMany(category => category.GetProperty("AmountPrices").EnumerateArray()),
            price => Assert.True(price.GetProperty("GrossValue").GetDecimal() > price.GetProperty("NetValue").GetDecimal() && price.GetProperty("Currency").GetString() == "KWD"));
    }

    [Fact]
    public async Task A_time_that_begins_no_day_and_a_span_too_long_are_refused()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        var noon = await NightsAsync(mews, 0, 1);
        noon["FirstTimeUnitStartUtc"] = noon["FirstTimeUnitStartUtc"].ToString()!.Replace(":00:00Z", ":30:00Z", StringComparison.Ordinal);

        Assert.Equal(400, (await mews.CallAsync("services/getAvailability", noon)).Status);
        Assert.Equal(400, (await mews.CallAsync("services/getAvailability", await NightsAsync(mews, 0, 367))).Status);
        Assert.Equal(200, (await mews.CallAsync("services/getAvailability", await NightsAsync(mews, 0, 366))).Status);
    }

    [Fact]
    public async Task Tasks_are_found_by_when_they_were_created_closed_and_due()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(400);
        var all = await mews.AllAsync("tasks/getAll", "Tasks", count: 7);
        Assert.Equal((await sandbox.TruthAsync("aurora", "housekeepingTasks")).Keys.Order(), MewsClient.Ids(all).Order());

        var closed = all.Where(task => task.GetProperty("State").GetString() == "Closed").ToList();
        Assert.NotEmpty(closed);
        var at = closed[0].GetProperty("ClosedUtc").GetString()!;
        var found = await mews.AllAsync("tasks/getAll", "Tasks", new { ClosedUtc = new { StartUtc = at, EndUtc = at } });
        Assert.Equal(closed.Where(task => task.GetProperty("ClosedUtc").GetString() == at).Select(task => task.GetProperty("Id").GetString()), MewsClient.Ids(found));

        var due = all[0].GetProperty("DeadlineUtc").GetString()!;
        Assert.Contains(all[0].GetProperty("Id").GetString(), MewsClient.Ids(await mews.AllAsync("tasks/getAll", "Tasks", new { DeadlineUtc = new { StartUtc = due, EndUtc = due } })));
    }

    /// <summary>The stay service from a night after today's to another.</summary>
    private static async Task<Dictionary<string, string>> NightsAsync(MewsClient mews, int from, int until)
    {
        var world = mews.Sandbox.Property(mews.Property).World;
        string Start(int night) => VendorSandbox.World.Moment.ToInstant(world.Days.Start(world.Today + night)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var nights = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ServiceId"] = await mews.StayServiceAsync(),
            ["FirstTimeUnitStartUtc"] = Start(from),
            ["LastTimeUnitStartUtc"] = Start(until),
        };
        return nights;
    }
}
