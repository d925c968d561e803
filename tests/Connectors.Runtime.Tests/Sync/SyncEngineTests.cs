using System.Text;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

public sealed class SyncEngineTests(SharedServers servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Every_record_of_every_page_travels_once()
    {
        await using var runtime = await StartAsync(Pages(3, 450));

        var answer = await runtime.SyncAsync(Token);

        Assert.Equal(3 * 450, answer.Summary.Processed);
        await HeardAsync(runtime, "pms.bookings.changed", 3 * 450);
        Assert.Equal(3 * 450, runtime.Events.Ids("pms.bookings.changed").Distinct(StringComparer.Ordinal).Count());
        Assert.All(runtime.Events.Of("pms.bookings.changed"), message => Assert.InRange(message.GetProperty("items").GetArrayLength(), 1, 200));
    }

    [Fact]
    public async Task An_unchanged_hotel_publishes_nothing_again()
    {
        await using var runtime = await StartAsync(Pages(2, 10));
        await runtime.SyncAsync(Token);

        var answer = await runtime.SyncAsync(Token);
        await EventuallyAsync(() => runtime.Events.Of("pms.sync.completed").Count == 2, "both runs were announced");

        Assert.Equal(20, runtime.Events.Ids("pms.bookings.changed").Count);
        var run = await runtime.RunAsync(answer.SyncLogId, Token);
        Assert.Equal((20L, 0L, 20L), (run.Counts.Processed, run.Counts.Changed, run.Counts.Unchanged));
    }

    [Fact]
    public async Task A_booking_that_changes_and_changes_back_travels_each_time()
    {
        var status = "A";
        await using var runtime = await StartAsync(http => FakeVendor.JsonAsync(http, Page([Row("b1", status: status)])));

        foreach (var next in (string[])["A", "B", "A"])
        {
            status = next;
            await runtime.SyncAsync(Token);
        }

        await HeardAsync(runtime, "pms.bookings.changed", 3);
    }

    [Fact]
    public async Task A_bad_record_goes_to_quarantine_and_the_rest_goes_on()
    {
        await using var runtime = await StartAsync(http => FakeVendor.JsonAsync(
            http, Page([Row("good"), """{"id":"bad-date","arrival":"soon"}""", """{"id":"bad-type","arrival":[]}""", "null", """{"arrival":"2030-01-01"}"""])));

        var answer = await runtime.SyncAsync(Token);

        Assert.Equal((5L, 4L), (answer.Summary.Processed, answer.Summary.Failed));
        Assert.Equal(SyncRunState.Completed, (await runtime.RunAsync(answer.SyncLogId, Token)).State);
        await HeardAsync(runtime, "pms.bookings.changed", 1);
        await EventuallyAsync(() => runtime.Events.Of("pms.record.quarantined").Count == 4, "four records were announced as quarantined");
        var kept = (await runtime.QuarantineAsync(Token)).EnumerateArray().Select(entry => entry.GetProperty("path").GetString());
        Assert.Equal(["$", "$.arrival", "$.arrival", "$.id"], kept.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_record_that_maps_at_last_leaves_the_quarantine()
    {
        var arrival = "soon";
        await using var runtime = await StartAsync(http => FakeVendor.JsonAsync(http, Page([$$"""{"id":"b1","arrival":"{{arrival}}"}"""])));
        await runtime.SyncAsync(Token);
        Assert.Equal(1, (await runtime.QuarantineAsync(Token)).GetArrayLength());

        arrival = "2030-01-01";
        await runtime.SyncAsync(Token);

        Assert.Equal(0, (await runtime.QuarantineAsync(Token)).GetArrayLength());
        Assert.Equal(1, (await runtime.QuarantineAsync(Token, resolved: true)).GetArrayLength());
    }

    [Fact]
    public async Task A_run_that_is_stopped_in_the_middle_goes_on_from_its_checkpoint()
    {
        var hang = new TaskCompletionSource();
        await using var runtime = await StartAsync(Pages(4, 10, async (page, http) =>
        {
            if (page == 2 && !hang.Task.IsCompleted)
                await hang.Task.WaitAsync(http.RequestAborted);
        }));
        var asked = runtime.PostAsync("/sync/bookings", "{}", Token);
        await HeardAsync(runtime, "pms.bookings.changed", 20);

        await runtime.StopAsync();
        hang.SetResult();
        await runtime.StartAsync(Token);
        await asked.ContinueWith(static _ => { }, TaskScheduler.Default);

        await EventuallyAsync(() => runtime.Events.Of("pms.sync.completed").Count == 1, "the run completed");
        Assert.Equal(40, runtime.Events.Ids("pms.bookings.changed").Count);
        Assert.Equal(1, runtime.Vendor.Requests.Count(request => request.Target.Contains("cursor=&", StringComparison.Ordinal)));
        Assert.Equal(40, runtime.Events.Of("pms.sync.completed")[0].GetProperty("counts").GetProperty("processed").GetInt64());
    }

    [Fact]
    public async Task Refused_credentials_end_the_run_and_call_for_a_human()
    {
        await using var runtime = await StartAsync(http => FakeVendor.JsonAsync(http, "{}", 401));

        var answer = await runtime.SyncAsync(Token);

        Assert.False(answer.Success);
        Assert.Equal("Unauthorised", (await runtime.RunAsync(answer.SyncLogId, Token)).ErrorKind);
        await EventuallyAsync(() => runtime.Events.Of("pms.alert.raised").Count == 1, "an alert was raised");
        Assert.Equal("Error", runtime.Events.Of("pms.connection.changed")[^1].GetProperty("state").GetString());
        Assert.Single(runtime.Vendor.Requests);
    }

    [Fact]
    public async Task A_cursor_that_comes_twice_ends_the_run_instead_of_turning_for_ever()
    {
        await using var runtime = await StartAsync(http => FakeVendor.JsonAsync(http, Page([Row("b1")], next: "same")));

        using var response = await runtime.PostAsync("/sync/bookings", "{}", Token);
        await EventuallyAsync(() => runtime.Events.Of("pms.sync.failed").Count == 1, "the run failed", TimeSpan.FromSeconds(60));

        Assert.Equal("Malformed", runtime.Events.Of("pms.sync.failed")[0].GetProperty("errorKind").GetString());
        Assert.InRange(runtime.Vendor.Requests.Count, 2, 12);
    }

    [Fact]
    public async Task A_limit_is_kept_to_the_record()
    {
        await using var runtime = await StartAsync(Pages(3, 10));

        var answer = await runtime.SyncAsync(Token, """{"limit":14}""");

        Assert.Equal(14, answer.Summary.Processed);
        await HeardAsync(runtime, "pms.bookings.changed", 14);
        Assert.Equal(2, runtime.Vendor.Requests.Count);
    }

    [Fact]
    public async Task Guests_in_bookings_travel_before_them_and_are_counted_apart()
    {
        await using var runtime = await StartAsync(http => FakeVendor.JsonAsync(http, Page([Row("b1", guest: "Okafor"), Row("b2", guest: "Okafor")])));

        var answer = await runtime.SyncAsync(Token);

        await HeardAsync(runtime, "pms.guests.changed", 1);
        var counts = (await runtime.RunAsync(answer.SyncLogId, Token)).Counts;
        Assert.Equal((2L, 2L), (counts.Processed, counts.Related));
    }

    [Fact]
    public async Task The_first_scheduled_read_is_whole_and_later_ones_begin_before_the_last()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, schedules: true);
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, Page([Row("b1")]));

        await EventuallyAsync(() => runtime.Events.Of("pms.sync.completed").Count >= 1, "the first read completed", TimeSpan.FromSeconds(40));

        Assert.Equal("Full", runtime.Events.Of("pms.sync.completed")[0].GetProperty("scope").GetProperty("mode").GetString());
    }

    [Fact]
    public async Task No_credential_and_no_personal_data_reaches_the_logs()
    {
        await using var runtime = await StartAsync(http => FakeVendor.JsonAsync(
            http, Page([Row("b1", guest: "Zzyzx-Marked"), """{"id":"b2","arrival":"bad","guest":"Zzyzx-Marked"}"""])));

        await runtime.SyncAsync(Token);

        await EventuallyAsync(() => runtime.Logs.Text.Contains("completed", StringComparison.Ordinal), "the run is told to be completed");
        var text = runtime.Logs.Text;
        Assert.DoesNotContain("s3cret-key", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Zzyzx", text, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<RuntimeUnderTest> StartAsync(Func<HttpContext, Task> vendor)
    {
        var runtime = await RuntimeUnderTest.StartAsync(servers, Token);
        runtime.Vendor.Answer = vendor;
        return runtime;
    }

    private static Task EventuallyAsync(Func<bool> condition, string what, TimeSpan? deadline = null) => Eventually.TrueAsync(condition, deadline ?? Soon, what, Token);

    private static Task HeardAsync(RuntimeUnderTest runtime, string exchange, int items) =>
        EventuallyAsync(() => runtime.Events.Ids(exchange).Count == items, $"{items} items were heard on {exchange}");

    private static Func<HttpContext, Task> Pages(int pages, int size, Func<int, HttpContext, Task>? before = null) => async http =>
    {
        var page = int.TryParse(http.Request.Query["cursor"], out var asked) ? asked : 0;
        if (before is not null)
            await before(page, http);
        var rows = Enumerable.Range(page * size, size).Select(row => Row($"b{row}"));
        await FakeVendor.JsonAsync(http, Page(rows, page + 1 < pages ? $"{page + 1}" : null));
    };

    private static string Page(IEnumerable<string> rows, string? next = null)
    {
        var text = new StringBuilder("{\"bookings\":[").AppendJoin(',', rows).Append(']');
        if (next is not null)
            text.Append(",\"next\":\"").Append(next).Append('"');
        return text.Append('}').ToString();
    }

    private static string Row(string id, string status = "booked", string? guest = null) =>
        $$"""{"id":"{{id}}","arrival":"2030-01-01","status":"{{status}}","modified":null,"guest":{{(guest is null ? "null" : $"\"{guest}\"")}}}""";
}
