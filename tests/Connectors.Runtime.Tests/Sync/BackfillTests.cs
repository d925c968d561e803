using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>What a long first read tells of itself.</summary>
public sealed class BackfillTests(SharedServers servers)
{
    private const int Pages = 48;
    private const int Size = 10;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Half_way_through_a_backfill_under_a_limit_the_estimate_is_right_within_a_factor_of_two()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, build: configure => ConnectorHost.Build<PacedConnector>([], configure));
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, PageAt(http.Request.Query["cursor"], total: Pages * Size));

        var answer = await runtime.SyncAsync(Token);
        await Eventually.TrueAsync(
            () => runtime.Events.Of("pms.sync.completed").Count == 1 && runtime.Events.Of("pms.sync.progressed").Count == Pages, Soon, "the run and its pages were announced", Token);

        var run = await runtime.RunAsync(answer.SyncLogId, Token);
        var told = runtime.Events.Of("pms.sync.progressed").Select(ProgressOf).ToList();
        var percents = told.ConvertAll(progress => progress.Percent!.Value);
        Assert.Equal(percents.Order(), percents);
        Assert.All(percents, percent => Assert.InRange(percent, 0.1, 99.9));
        Assert.Equal(100, run.Progress!.Percent);
        Assert.Null(run.Progress.EstimatedEnd);

        var half = runtime.Events.Of("pms.sync.progressed").First(message => ProgressOf(message).Percent >= 50);
        var at = half.GetProperty("context").GetProperty("occurredAt").GetDateTimeOffset();
        var ratio = (ProgressOf(half).EstimatedEnd!.Value - at) / (run.EndedAt!.Value - at);
        Assert.InRange(ratio, 0.5, 2);
        Assert.InRange(ProgressOf(half).CallsLeft!.Value, Pages / 4, Pages);

        // The windows count from the first page on, when the burst that was free before they were felt shows a pace that cannot last.
        var first = runtime.Events.Of("pms.sync.progressed")[0];
        var began = first.GetProperty("context").GetProperty("occurredAt").GetDateTimeOffset();
        Assert.True((ProgressOf(first).EstimatedEnd!.Value - began) / (run.EndedAt!.Value - began) > 0.4, "the first estimate believes in the burst");
    }

    [Fact]
    public async Task Without_a_total_a_run_tells_the_dates_it_has_read_and_promises_nothing()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token);
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, PageAt(http.Request.Query["cursor"], total: null, pages: 3));

        await runtime.SyncAsync(Token);
        await Eventually.TrueAsync(() => runtime.Events.Of("pms.sync.progressed").Count == 3, Soon, "the pages were announced", Token);

        Assert.Equal(
            [("2030-01-01", "2030-01-01"), ("2030-01-01", "2030-01-02"), ("2030-01-01", "2030-01-03")],
            runtime.Events.Of("pms.sync.progressed").Select(message => message.GetProperty("progress"))
                .Select(progress => (progress.GetProperty("readFrom").GetString(), progress.GetProperty("readUntil").GetString())!));
        Assert.All(
            runtime.Events.Of("pms.sync.progressed").Select(ProgressOf), progress => Assert.Equal((null, null, null), (progress.Percent, progress.EstimatedEnd, progress.CallsLeft)));
    }

    [Fact]
    public async Task A_run_that_goes_on_after_a_stop_counts_on_from_where_it_was()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token);
        var reached = new TaskCompletionSource();
        var held = true;
        runtime.Vendor.Answer = async http =>
        {
            if (held && http.Request.Query["cursor"] == "30")
            {
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            await FakeVendor.JsonAsync(http, PageAt(http.Request.Query["cursor"], total: Pages * Size));
        };
        var runs = runtime.Service<Runtime.Sync.SyncRunStore>();
        var id = await runs.EnqueueAsync("con_one", "htl_one", new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Full }, "c", Token);
        await reached.Task.WaitAsync(Soon, Token);
        await Eventually.TrueAsync(async () => (await runtime.RunAsync(id, Token)).Counts.Pages == 30, Soon, "what was read is kept", Token);
        var before = (await runtime.RunAsync(id, Token)).Progress!;
        await runtime.StopAsync();

        held = false;
        await runtime.StartAsync(Token);
        await Eventually.TrueAsync(async () => (await runtime.RunAsync(id, Token)).State == SyncRunState.Completed, Soon, "the run completed", Token);

        Assert.Equal(62.5, before.Percent);
        await Eventually.TrueAsync(() => runtime.Events.Of("pms.sync.progressed").Count == Pages, Soon, "the pages were announced", Token);
        Assert.All(runtime.Events.Of("pms.sync.progressed").Skip(30).Select(ProgressOf), progress => Assert.True(progress.Percent > before.Percent));
    }

    private static SyncProgress ProgressOf(JsonElement message) => message.GetProperty("progress").Deserialize(ContractsJson.Default.SyncProgress)!;

    /// <summary>A page whose bookings all arrive on the same day, each page a day later than the one before.</summary>
    private static string PageAt(string? cursor, int? total, int pages = Pages)
    {
        var page = int.TryParse(cursor, System.Globalization.CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        var arrival = new DateOnly(2030, 1, 1).AddDays(page).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var rows = Enumerable.Range(page * Size, Size).Select(row => $$"""{"id":"b{{row}}","arrival":"{{arrival}}"}""");
        var next = page + 1 < pages ? $",\"next\":\"{page + 1}\"" : "";
        var told = total is null ? "" : $",\"total\":\"{total}\"";
        return $"{{\"bookings\":[{string.Join(',', rows)}]{next}{told}}}";
    }
}
