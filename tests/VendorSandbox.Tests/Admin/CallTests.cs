using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.TestKit;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Admin;

public sealed class CallTests
{
    [Fact]
    public async Task Calls_are_counted_by_operation_and_forgotten_on_request()
    {
        await using var sandbox = await Sandbox.StartAsync(("RateLimitScale", "0.015"));
        var mews = await sandbox.AddMewsAsync(5);
        var first = sandbox.Time.GetUtcNow();
        await mews.CallAsync("configuration/get");
        sandbox.Time.Advance(TimeSpan.FromSeconds(3));
        await mews.CallAsync("services/getAll", new { Limitation = new { Count = 10 } });
        await mews.CallAsync("services/getAll");
        await mews.CallAsync("services/getAll");
        var calls = await sandbox.GetAsync("/admin/calls?property=aurora&last=2");

        Assert.Equal(4, calls.GetProperty("calls").GetInt32());
        Assert.Equal(1, calls.GetProperty("throttled").GetInt32());
        Assert.Equal(3, calls.GetProperty("operations").GetProperty("services/getAll").GetInt32());
        Assert.Equal(1, calls.GetProperty("statuses").GetProperty("400").GetInt32());
        Assert.Equal(first, calls.GetProperty("first").GetDateTimeOffset());
        Assert.Equal(first.AddSeconds(3), calls.GetProperty("last").GetDateTimeOffset());
        Assert.Equal(1, calls.GetProperty("mostConcurrent").GetInt32());
        Assert.Equal([429, 400], calls.GetProperty("latest").EnumerateArray().Select(entry => entry.GetProperty("status").GetInt32()));
        Assert.Equal(204, await sandbox.DeleteAsync("/admin/calls?property=aurora"));
        Assert.Equal(0, (await sandbox.GetAsync("/admin/calls")).GetProperty("aurora").GetProperty("calls").GetInt32());
    }

    [Fact]
    public async Task Calls_at_the_same_time_are_noticed()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(5);
        await sandbox.FaultAsync(new { property = "aurora", kind = "Slow", delay = "00:00:10" });
        var waiting = sandbox.Time.TimerCount;
        var calls = Enumerable.Range(0, 3).Select(_ => mews.CallAsync("configuration/get")).ToList();
        await Eventually.TrueAsync(() => sandbox.Time.TimerCount >= waiting + 3, TimeSpan.FromSeconds(20), "three calls wait", TestContext.Current.CancellationToken);
        sandbox.Time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(calls);
        Assert.Equal(3, (await sandbox.GetAsync("/admin/calls?property=aurora")).GetProperty("mostConcurrent").GetInt32());
    }

    [Fact]
    public async Task Who_has_the_beginning_of_an_answer_finds_its_call_counted()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(5);
        await sandbox.FaultAsync(new { property = "aurora", kind = "HugeJson", count = 1, bytes = 64_000_000 });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(MewsClient.Address("configuration/get"), UriKind.Relative)) { Content = JsonContent.Create(mews.Body()) };

        // Its end cannot be sent before it is read.
        using var answer = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(1, (await sandbox.GetAsync("/admin/calls?property=aurora")).GetProperty("statuses").GetProperty("200").GetInt32());
    }

    [Fact]
    public async Task Every_call_waits_for_the_latency_of_the_sandbox()
    {
        await using var sandbox = await Sandbox.StartAsync(("Latency", "00:00:02"));
        var mews = await sandbox.AddMewsAsync(5);
        var waiting = sandbox.Time.TimerCount;
        var call = mews.CallAsync("configuration/get");
        await Eventually.TrueAsync(() => sandbox.Time.TimerCount > waiting, TimeSpan.FromSeconds(20), "the call waits", TestContext.Current.CancellationToken);
        sandbox.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await call).Status);
        Assert.Equal("00:00:02", (await sandbox.GetAsync("/admin/calls?property=aurora&last=1")).GetProperty("latest")[0].GetProperty("elapsed").GetString());
    }

    [Fact]
    public async Task Truth_comes_in_pages_or_in_lines()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(123);
        var lines = await sandbox.TruthAsync("aurora", "bookings");
        var paged = new List<string>();
        for (int? after = 0; after is not null;)
        {
            var page = await sandbox.GetAsync($"/admin/truth/aurora/bookings?after={after}&limit=50");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
            after = page.TryGetProperty("next", out var next) ? next.GetInt32() : null;
        }

        Assert.Equal(lines.Values.Select(item => item.GetRawText()), paged);
        using var wrong = await sandbox.Http.GetAsync(new Uri("/admin/truth/aurora/dreams", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)wrong.StatusCode);
    }

    [Fact]
    public async Task The_fewest_calls_bring_all_there_is()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(250)).ReadyAsync();
        var summary = await sandbox.GetAsync("/admin/truth/harbour/summary");
        for (var page = 0; page < 3; page++)
            await hostaway.ResultAsync($"reservations?limit=100&offset={page * 100}&includeResources=1");
        foreach (var listing in (await hostaway.ResultAsync("listings")).EnumerateArray().Select(one => one.GetProperty("id").GetInt32()).Take(3))
            Assert.NotEqual(0, (await hostaway.ResultAsync($"listingUnits/{listing}")).GetArrayLength());
        Assert.Equal(summary.GetProperty("fewestCalls").GetInt32(), (await sandbox.GetAsync("/admin/calls?property=harbour")).GetProperty("calls").GetInt32());
        Assert.Equal(JsonValueKind.Array, summary.GetProperty("fewestCallsBy").ValueKind);
    }

    [Fact]
    public void Settings_have_their_documented_defaults()
    {
        var options = new SandboxOptions();
        Assert.Equal((1.0, TimeSpan.Zero, 0), (options.RateLimitScale, options.Latency, options.Properties.Count));
        Assert.Equal((Vendors.Mews.RetryAfterHeader.Always, (int?)null, 1024 * 1024), (options.Mews.RetryAfter, options.Mews.HeavyAbove, options.Mews.LongestRequest));
        Assert.Equal((TimeSpan.FromSeconds(15_897_600), TimeSpan.FromSeconds(1), 100), (options.Hostaway.TokenLifetime, options.Hostaway.TokenDelay, options.Hostaway.MostPerPage));
        var property = new Properties.PropertyOptions();
        Assert.Equal(("UTC", "EUR", 1, 200, (DateOnly?)null), (property.TimeZone, property.Currency, property.Seed, property.Bookings, property.Today));
        Assert.Equal((null, false, true), (property.RateLimitScale, property.NetPricing, property.NightlyCharges));
    }
}
