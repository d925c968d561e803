using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.SyncLedger.Tests;

public sealed class RunTests(Ledger ledger) : IClassFixture<Ledger>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly SyncRunScope Scope = new() { Entity = EntityKind.Booking, Mode = SyncMode.ModifiedSince, Since = Make.Midnight, Limit = 500 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_shown_as_its_connector_reports_it()
    {
        var run = new Run(Make.Connection());
        await ledger.PublishAsync(run.Started());
        await run.ShowsAsync(ledger, view => view is { State: SyncRunState.Running, EndedAt: null });
        await ledger.PublishAsync(run.Progressed(200));
        await run.ShowsAsync(ledger, view => view.Counts.Processed == 200);
        await ledger.PublishAsync(run.Completed(431, minute: 9));
        await run.ShowsAsync(ledger, view => view.State is SyncRunState.Completed);

        var view = await ledger.GetAsync<SyncRunView>($"/api/pms/sync/runs/{run.Id}");
        Assert.Equal(Scope, view.Scope);
        Assert.Equal((431, Make.Midnight, Make.Midnight.AddMinutes(9), "mews"), (view.Counts.Processed, view.StartedAt, view.EndedAt, view.Vendor));
    }

    [Fact]
    public async Task Reports_may_arrive_in_any_order_and_twice()
    {
        foreach (var seed in Enumerable.Range(0, 8))
        {
            var run = new Run(Make.Connection());
            object[] reports = [run.Started(), run.Progressed(100), run.Progressed(200), run.Completed(300, minute: 5)];
            foreach (var report in reports.Concat(reports).OrderBy(report => HashCode.Combine(report.GetHashCode(), seed)))
                await PublishAsync(report);

            await run.ShowsAsync(ledger, view => view.State is SyncRunState.Completed);
            await ledger.PublishAsync(run.Started(), run.Started());
            await ledger.PublishAsync(run.Progressed(250));
            await ledger.PublishAsync(run.Failed(0, minute: 4));
            var last = new Run(run.Connection);
            await ledger.PublishAsync(last.Started());
            await last.ShowsAsync(ledger, _ => true);

            var view = await ledger.GetAsync<SyncRunView>($"/api/pms/sync/runs/{run.Id}");
            Assert.Equal((SyncRunState.Completed, 300), (view.State, view.Counts.Processed));
            Assert.Null(view.Reason);
        }
    }

    [Fact]
    public async Task Progress_is_shown_while_a_run_goes_on_never_goes_backwards_and_is_whole_at_the_end()
    {
        var run = new Run(Make.Connection());
        var end = Make.Midnight.AddMinutes(9);
        var progress = new SyncProgress { Percent = 41.6, ReadFrom = new(2026, 11, 1), ReadUntil = new(2027, 2, 14), EstimatedEnd = end, CallsLeft = 92 };
        await ledger.PublishAsync(run.Started());
        await ledger.PublishAsync(run.Progressed(200) with { Progress = progress });
        await run.ShowsAsync(ledger, view => view.Progress == progress);

        // One that was overtaken on its way.
        await ledger.PublishAsync(run.Progressed(100) with { Progress = new() { Percent = 20.8, ReadFrom = new(2026, 10, 1), ReadUntil = new(2027, 1, 1), CallsLeft = 140 } });
        await run.ShowsAsync(ledger, view => view.Progress == progress with { ReadFrom = new(2026, 10, 1) });

        await ledger.PublishAsync(run.Completed(480, minute: 9));
        await run.ShowsAsync(ledger, view => view.State is SyncRunState.Completed);
        var view = await ledger.GetAsync<SyncRunView>($"/api/pms/sync/runs/{run.Id}");
        Assert.Equal(new SyncProgress { Percent = 100, ReadFrom = new(2026, 10, 1), ReadUntil = new(2027, 2, 14) }, view.Progress);
    }

    [Fact]
    public async Task A_failed_run_tells_why()
    {
        var run = new Run(Make.Connection());
        await ledger.PublishAsync(run.Failed(17, minute: 3));
        await run.ShowsAsync(ledger, view => view is { State: SyncRunState.Failed, ErrorKind: "Unavailable", Reason: "The vendor does not answer." });
    }

    [Fact]
    public async Task Progress_that_arrives_before_anything_else_shows_no_run_yet()
    {
        var (run, other) = (new Run(Make.Connection()), new Run(Make.Connection()));
        await ledger.PublishAsync(run.Progressed(100));
        await ledger.PublishAsync(other.Started());
        await other.ShowsAsync(ledger, _ => true);

        Assert.Empty((await ledger.GetAsync<Page<SyncRunView>>($"/api/pms/sync/runs?connectionId={run.Connection}")).Items);
        await ledger.PublishAsync(run.Started());
        await run.ShowsAsync(ledger, view => view is { State: SyncRunState.Running, Counts.Processed: 100 });
    }

    [Fact]
    public async Task Lists_show_the_newest_first_page_by_page()
    {
        var connection = Make.Connection();
        var runs = Enumerable.Range(0, 7).Select(minute => new Run(connection, minute)).ToList();
        foreach (var run in runs.Shuffle())
            await ledger.PublishAsync(run.Completed(1, minute: 50));
        await Eventually.TrueAsync(
            async () => (await ledger.GetAsync<Page<SyncRunView>>($"/api/pms/sync/runs?connectionId={connection}")).Items.Count == 7, Deadline, "all runs are there", Cancellation);

        List<Guid> seen = [];
        string? next = null;
        do
        {
            var page = await ledger.GetAsync<Page<SyncRunView>>($"/api/pms/sync/runs?connectionId={connection}&state=completed&limit=3{(next is null ? "" : "&after=" + next)}");
            seen.AddRange(page.Items.Select(view => view.Id));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(runs.AsEnumerable().Reverse().Select(run => run.Id), seen);
        Assert.Empty((await ledger.GetAsync<Page<SyncRunView>>($"/api/pms/sync/runs?connectionId={connection}&state=failed")).Items);
        Assert.Empty((await ledger.GetAsync<Page<SyncRunView>>($"/api/pms/sync/runs?connectionId={connection}", Make.Harbour)).Items);
    }

    [Fact]
    public async Task Statistics_count_runs_and_tell_how_long_they_took()
    {
        var connection = Make.Connection();
        foreach (var minutes in Enumerable.Range(1, 100))
            await ledger.PublishAsync(new Run(connection).Completed(1, minutes));
        await ledger.PublishAsync(new Run(connection).Failed(1, minute: 1));
        await ledger.PublishAsync(new Run(connection).Started());
        await Eventually.TrueAsync(
            async () => (await ledger.GetAsync<Page<LedgerStatistics>>($"/api/ledger/statistics?connectionId={connection}")).Items is [{ Runs: { Completed: 100, Failed: 1, Running: 1 } }],
            Deadline,
            "all runs are counted",
            Cancellation);

        var runs = (await ledger.StatisticsAsync(connection)).Runs;
        Assert.Equal((50.5, 95.05, 99.01), (Minutes(runs.P50), Minutes(runs.P95), Minutes(runs.P99)));
        Assert.Equal(Make.Midnight.AddMinutes(100), runs.LastCompletedAt);
    }

    [Fact]
    public async Task Quarantined_records_are_listed_once_and_counted()
    {
        var connection = Make.Connection();
        var notice = new RecordQuarantined
        {
            Context = Make.Context(connection),
            QuarantineId = Guid.NewGuid(),
            Entity = EntityKind.Guest,
            ExternalId = "g\09",
            Path = "$.Birth",
            Reason = "is no date",
        };
        await ledger.PublishAsync(notice, notice, notice with { QuarantineId = Guid.NewGuid() });
        await Eventually.TrueAsync(
            async () => (await ledger.GetAsync<Page<QuarantineNotice>>($"/api/ledger/quarantine?connectionId={connection}")).Items.Count == 2, Deadline, "both are listed", Cancellation);

        var page = await ledger.GetAsync<Page<QuarantineNotice>>($"/api/ledger/quarantine?connectionId={connection}&limit=1");
        var rest = await ledger.GetAsync<Page<QuarantineNotice>>($"/api/ledger/quarantine?connectionId={connection}&limit=1&after={page.Next}");
        Assert.Equal(2, page.Items.Concat(rest.Items).Select(item => item.Id).Distinct().Count());
        Assert.Equal(("g\uFFFD9", "$.Birth", "is no date"), (page.Items[0].ExternalId, page.Items[0].Path, page.Items[0].Reason));
        Assert.Equal(2, (await ledger.StatisticsAsync(connection, EntityKind.Guest)).Quarantined);
        Assert.Empty((await ledger.GetAsync<Page<QuarantineNotice>>($"/api/ledger/quarantine?connectionId={connection}", Make.Harbour)).Items);
    }

    private static double Minutes(double? milliseconds) => Math.Round(milliseconds!.Value / 60_000, 2);

    private Task PublishAsync(object report) => report switch
    {
        SyncRunStarted started => ledger.PublishAsync(started),
        SyncRunProgressed progressed => ledger.PublishAsync(progressed),
        SyncRunCompleted completed => ledger.PublishAsync(completed),
        _ => throw new ArgumentOutOfRangeException(nameof(report)),
    };

    private sealed record Run(string Connection, int StartMinute = 0)
    {
        public Guid Id { get; } = Guid.NewGuid();

        private EventContext Context => Make.Context(Connection) with { SyncRunId = Id };

        private DateTimeOffset StartedAt => Make.Midnight.AddMinutes(StartMinute);

        public SyncRunStarted Started() => new() { Context = Context, Scope = Scope, StartedAt = StartedAt };

        public SyncRunProgressed Progressed(int processed) => new() { Context = Context, Counts = new SyncCounts { Processed = processed } };

        public SyncRunCompleted Completed(int processed, int minute) => new()
        {
            Context = Context,
            Scope = Scope,
            Counts = new SyncCounts { Processed = processed, Changed = processed },
            StartedAt = StartedAt,
            CompletedAt = Make.Midnight.AddMinutes(minute),
        };

        public SyncRunFailed Failed(int processed, int minute) => new()
        {
            Context = Context,
            Scope = Scope,
            Counts = new SyncCounts { Processed = processed },
            StartedAt = StartedAt,
            FailedAt = Make.Midnight.AddMinutes(minute),
            ErrorKind = "Unavailable",
            Reason = "The vendor does not answer.",
        };

        public Task ShowsAsync(Ledger ledger, Func<SyncRunView, bool> what) => Eventually.TrueAsync(
            async () => what(await ledger.GetAsync<SyncRunView>($"/api/pms/sync/runs/{Id}")), Deadline, "the run shows what was reported", Cancellation);
    }
}
