using System.Net;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Reconciliation;

public sealed class ReconciliationTests(SharedServers servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ListedBookings _vendor = new(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_vendor_no_longer_has_is_removed_and_how_far_it_had_drifted_is_told(bool finds)
    {
        await using var runtime = await SyncedAsync(finds);
        _vendor.Delete(ListedBookings.Id(3), ListedBookings.Id(17));
        _vendor.Put(ListedBookings.Id(5), status: "moved");
        _vendor.Put("b900");

        var run = await ReconcileAsync(runtime);

        Assert.Equal(new SyncDrift { Missed = 1, Added = 1, Removed = 2 }, run.Counts.Drift);
        await EventuallyAsync(() => runtime.Events.Removed().Count == 2, "both removals were heard");
        Assert.Equal([ListedBookings.Id(3), ListedBookings.Id(17)], runtime.Events.Removed());
        var version = runtime.Events.Of("pms.records.removed")[0].GetProperty("items")[0].GetProperty("version");
        Assert.Equal(ContentHash.OfRemoval, version.GetProperty("contentHash").GetString());
        Assert.True(version.GetProperty("modifiedAt").GetDateTimeOffset() < version.GetProperty("observedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_removal_is_told_once_and_the_same_content_is_published_when_it_comes_back()
    {
        await using var runtime = await SyncedAsync(finds: true);
        _vendor.Delete(ListedBookings.Id(3));
        await ReconcileAsync(runtime);
        Assert.Equal(new SyncDrift(), (await ReconcileAsync(runtime)).Counts.Drift);

        _vendor.Put(ListedBookings.Id(3));
        await runtime.SyncAsync(Token);

        await EventuallyAsync(() => runtime.Events.Ids("pms.bookings.changed").Count == 31, "the booking was heard again");
        Assert.Equal(ListedBookings.Id(3), runtime.Events.Ids("pms.bookings.changed")[^1]);
        Assert.Equal([ListedBookings.Id(3)], runtime.Events.Removed());
    }

    [Fact]
    public async Task What_a_list_does_not_show_but_the_vendor_has_is_not_removed()
    {
        await using var runtime = await SyncedAsync(finds: true);
        _vendor.Hide(ListedBookings.Id(1), ListedBookings.Id(2));
        _vendor.Put(ListedBookings.Id(2), status: "moved");

        var run = await ReconcileAsync(runtime);

        Assert.Equal(new SyncDrift { Missed = 1 }, run.Counts.Drift);
        await EventuallyAsync(() => runtime.Events.Ids("pms.bookings.changed").Count == 31, "what had changed was heard");
        Assert.Empty(runtime.Events.Removed());
    }

    [Fact]
    public async Task A_record_that_cannot_be_mapped_any_more_is_still_there()
    {
        await using var runtime = await SyncedAsync(finds: true);
        _vendor.Put(ListedBookings.Id(4), arrival: "soon");

        var run = await ReconcileAsync(runtime);

        Assert.Equal((1L, 0L), (run.Counts.Failed, run.Counts.Drift!.Removed));
        Assert.Empty(runtime.Events.Removed());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_list_removes_nothing_and_calls_for_a_human(bool finds)
    {
        await using var runtime = await SyncedAsync(finds);
        _vendor.Delete(Enumerable.Range(0, 30).Select(ListedBookings.Id));

        var run = await ReconcileAsync(runtime);

        Assert.Equal((SyncRunState.Completed, 0L), (run.State, run.Counts.Drift!.Removed));
        Assert.InRange(run.Counts.Drift.Withheld, 1, 30);
        await EventuallyAsync(() => runtime.Events.Of("pms.alert.raised").Count == 1, "an alert was raised");
        Assert.Equal("reconcile-implausible", runtime.Events.Of("pms.alert.raised")[0].GetProperty("kind").GetString());
        Assert.Empty(runtime.Events.Removed());
    }

    [Fact]
    public async Task More_than_is_believed_is_removed_by_force_only()
    {
        await using var runtime = await SyncedAsync(finds: true);
        _vendor.Delete(Enumerable.Range(0, 22).Select(ListedBookings.Id));

        Assert.Equal(new SyncDrift { Withheld = 22 }, (await ReconcileAsync(runtime)).Counts.Drift);
        Assert.Equal(new SyncDrift { Removed = 22 }, (await ReconcileAsync(runtime, force: true)).Counts.Drift);

        await EventuallyAsync(() => runtime.Events.Removed().Count == 22, "the removals were heard");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_dies_in_the_middle_costs_nothing_and_removes_nothing_that_is_there(bool whileConfirming)
    {
        await using var runtime = await SyncedAsync(finds: true);
        _vendor.Delete(ListedBookings.Id(3));
        var hang = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        _vendor.Before = async (byId, http) =>
        {
            if ((byId == whileConfirming && (byId || http.Request.Query["cursor"] == "20")) && !hang.Task.IsCompleted)
            {
                reached.TrySetResult();
                await hang.Task.WaitAsync(http.RequestAborted);
            }
        };
        var before = runtime.Vendor.Requests.Count;
        var asked = runtime.PostAsync("/sync/bookings", """{"mode":"reconcile"}""", Token);
        await reached.Task.WaitAsync(Soon, Token);

        await runtime.StopAsync();
        hang.SetResult();
        await runtime.StartAsync(Token);
        await asked.ContinueWith(static _ => { }, TaskScheduler.Default);

        await EventuallyAsync(() => runtime.Events.Of("pms.sync.completed").Count == 2, "the run completed");
        Assert.Equal([ListedBookings.Id(3)], runtime.Events.Removed());
        Assert.Equal(1, runtime.Vendor.Requests.Skip(before).Count(request => request.Target.Contains("cursor=&", StringComparison.Ordinal)));
        Assert.Equal(1, runtime.Events.Of("pms.sync.completed")[^1].GetProperty("counts").GetProperty("drift").GetProperty("removed").GetInt64());
    }

    [Fact]
    public async Task A_vendor_that_fails_while_it_is_asked_again_is_asked_later_and_nothing_is_removed_before()
    {
        await using var runtime = await SyncedAsync(finds: true);
        _vendor.Delete(ListedBookings.Id(3));
        var refused = 0;
        runtime.Vendor.Answer = http => http.Request.Query["ids"].Count > 0 && Interlocked.Increment(ref refused) <= 4
            ? FakeVendor.JsonAsync(http, "{}", 503)
            : _vendor.AnswerAsync(http);

        var run = await ReconcileAsync(runtime);

        Assert.Equal((SyncRunState.Completed, 1L), (run.State, run.Counts.Drift!.Removed));
        Assert.True(refused > 4);
    }

    [Theory]
    [InlineData("""{"mode":"reconcile","limit":5}""", "limit")]
    [InlineData("""{"mode":"reconcile","since":"2026-01-01"}""", "since")]
    [InlineData("""{"force":true}""", "force")]
    [InlineData("""{"mode":"some"}""", "mode")]
    public async Task A_part_of_a_reconciliation_cannot_be_asked_for(string body, string field)
    {
        await using var runtime = await SyncedAsync(finds: true);

        using var response = await runtime.PostAsync("/sync/bookings", body, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<RuntimeUnderTest> SyncedAsync(bool finds)
    {
        (string, string)[] more = finds ? [("Pms:Connections:0:Settings:finds", "yes")] : [];
        var runtime = await RuntimeUnderTest.StartAsync(servers, Token, more: more);
        runtime.Vendor.Answer = _vendor.AnswerAsync;
        await runtime.SyncAsync(Token);
        await EventuallyAsync(() => runtime.Events.Ids("pms.bookings.changed").Count == 30, "all bookings were heard");
        return runtime;
    }

    private static async Task<SyncRunView> ReconcileAsync(RuntimeUnderTest runtime, bool force = false)
    {
        var answer = await runtime.SyncAsync(Token, force ? """{"mode":"reconcile","force":true}""" : """{"mode":"reconcile"}""");
        SyncRunView? run = null;
        await Eventually.TrueAsync(
            async () => (run = await runtime.RunAsync(answer.SyncLogId, Token)).State is SyncRunState.Completed or SyncRunState.Failed, TimeSpan.FromSeconds(60), "the run has ended", Token);
        return run!;
    }

    private static Task EventuallyAsync(Func<bool> condition, string what) => Eventually.TrueAsync(condition, Soon, what, Token);
}
