using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Reconciliation;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// Carries one run from its checkpoint to its end: read a page, version it, publish what differs, wait for the broker's confirmations, and only then
/// move the cursor, all in one transaction with what was learned. The next page is read meanwhile. Dying anywhere repeats at most one page, and what
/// is repeated is recognised by its version.
/// </summary>
internal sealed partial class SyncRunner(
    SyncRunStore runs, ChangePublisher publisher, ChangeSettler settler, Reconciler reconciler, TimeProvider time, ILogger<SyncRunner> logger)
{
    private const int MostPages = 100_000;

    /// <summary>Runs to the end. Throws what stopped it; everything up to the last checkpoint is kept.</summary>
    public async Task RunAsync(BoundConnection connection, SyncRun run, long fencing, CancellationToken cancellationToken)
    {
        using var activity = RuntimeMetrics.Activities.StartActivity("sync", ActivityKind.Internal, run.TraceParent);
        activity?.SetTag("pms.vendor", connection.Vendor).SetTag("pms.entity", run.Scope.Entity.ToString()).SetTag("pms.mode", run.Scope.Mode.ToString())
            .SetTag("pms.sync_run_id", run.Id);

        if (!connection.Syncs(run.Scope.Entity))
            throw new VendorException(VendorErrorKind.Unsupported, "read", connection.Entities.Has(run.Scope.Entity) ? "the vendor does not list it" : connection.Entities.Refusal(run.Scope.Entity));

        var resumed = run.Attempts > 0 || run.Cursor is not null;
        run = await runs.StartAsync(run, await ChangedSinceAsync(connection, run, cancellationToken), cancellationToken);
        await publisher.PublishAsync(
            new SyncRunStarted { Context = ContextOf(connection, run), Scope = run.Scope, StartedAt = run.StartedAt!.Value, Resumed = resumed }, cancellationToken);
        Log.Started(logger, run.Id, run.ConnectionId, run.Scope.Entity, run.Scope.Mode, run.Counts.Processed);

        // A reconciliation that has read everything goes on with what it did not meet.
        var (counts, mark) = run.ListedAt is null ? await ReadPagesAsync(connection, run, fencing, cancellationToken) : (run.Counts, run.Mark);
        if (run.Scope.Mode is SyncMode.Reconcile)
            counts = await reconciler.FinishAsync(connection, run with { Counts = counts, Mark = mark }, ContextOf(connection, run), fencing, cancellationToken);

        var movesWatermark = run.Scope is { Limit: null, Mode: SyncMode.Full or SyncMode.Reconcile } or { Limit: null, Mode: SyncMode.ModifiedSince, Since: null };
        var endedAt = await runs.CompleteAsync(run, movesWatermark, cancellationToken);
        await publisher.PublishAsync(
            new SyncRunCompleted
            {
                Context = ContextOf(connection, run),
                Scope = run.Scope,
                Counts = counts,
                StartedAt = run.StartedAt!.Value,
                CompletedAt = endedAt,
            },
            cancellationToken);
        if (run.Scope.Mode is SyncMode.Reconcile)
            await reconciler.ForgetAsync(cancellationToken);
        RuntimeMetrics.RunEnded(connection.Vendor, run.Scope, SyncRunState.Completed, endedAt - run.StartedAt!.Value);
        Log.Completed(logger, run.Id, counts.Processed, counts.Changed, counts.Failed, counts.VendorCalls);
    }

    /// <summary>What every event of a run says about itself.</summary>
    public EventContext ContextOf(BoundConnection connection, SyncRun run) => new()
    {
        HotelId = connection.Hotel.Id,
        ConnectionId = connection.Id,
        Vendor = connection.Vendor,
        SyncRunId = run.Id,
        CorrelationId = run.CorrelationId,
        OccurredAt = time.GetUtcNow(),
    };

    private async Task<DateTimeOffset?> ChangedSinceAsync(BoundConnection connection, SyncRun run, CancellationToken cancellationToken)
    {
        if (run.Scope.Mode != SyncMode.ModifiedSince)
            return null;
        if (run.Scope.Since is { } since)
            return since;
        var watermark = await runs.WatermarkAsync(run.ConnectionId, run.Scope.Entity, cancellationToken);
        return watermark is { } mark ? mark - connection.Descriptor.Overlap : DateTimeOffset.UnixEpoch;
    }

    private async Task<(SyncCounts Counts, RunMark Mark)> ReadPagesAsync(BoundConnection connection, SyncRun run, long fencing, CancellationToken cancellationToken)
    {
        using var stopAhead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var counts = run.Counts;
        var cursor = run.Cursor;
        var callsBefore = counts.VendorCalls - connection.Account.Calls;
        var meter = new RunMeter(connection, run, time);
        var ahead = ReadAsync(connection, run, cursor, stopAhead.Token);
        try
        {
            for (var pages = 0; pages < MostPages; pages++)
            {
                var (page, observedAt) = await ahead;
                var cut = PageCut.Of(page, run.Scope.Entity, run.Scope.Limit, counts.Processed);
                var last = page.NextCursor is null || cut.LimitReached;
                if (!last && string.Equals(page.NextCursor, cursor, StringComparison.Ordinal))
                    throw new VendorException(VendorErrorKind.Malformed, "read", "the vendor gave the same cursor twice, paging would never end");

                cursor = page.NextCursor;
                if (!last)
                    ahead = ReadAsync(connection, run, cursor, stopAhead.Token);
                counts = await SettleAsync(connection, run, fencing, meter, cut, counts, last ? null : cursor, observedAt, callsBefore, cancellationToken);
                if (last)
                    return (counts, meter.Mark);
            }

            throw new VendorException(VendorErrorKind.Malformed, "read", $"the vendor still has a next page after {MostPages}");
        }
        finally
        {
            // A page read ahead of a failure is dropped; its task must not fail unobserved.
            await stopAhead.CancelAsync();
            await ahead.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<(VendorPage Page, DateTimeOffset ObservedAt)> ReadAsync(
        BoundConnection connection, SyncRun run, string? cursor, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var observedAt = time.GetUtcNow();
        var page = await connection.ReadAsync(run.Scope.Entity, run.Feed(), cursor, cancellationToken);
        return ((VendorPage)connection.Entities.Keep(page), observedAt);
    }

    private async Task<SyncCounts> SettleAsync(
        BoundConnection connection,
        SyncRun run,
        long fencing,
        RunMeter meter,
        PageCut cut,
        SyncCounts before,
        string? nextCursor,
        DateTimeOffset observedAt,
        long callsBefore,
        CancellationToken cancellationToken)
    {
        var context = ContextOf(connection, run);
        var settlement = await settler.PublishAsync(connection, context, cut.Page, observedAt, cancellationToken);
        var changedMain = settlement.Changed(run.Scope.Entity);
        var counts = cut.AddTo(before, changedMain, callsBefore + connection.Account.Calls);

        var mark = await meter.AfterAsync(cut, counts, cancellationToken);
        NpgsqlBatchCommand[] noted = [];
        if (run.Scope.Mode is SyncMode.Reconcile)
        {
            (var drift, noted) = Reconciler.Met(run, cut.Page, settlement, before.Drift, last: nextCursor is null);
            counts = counts with { Drift = drift };
        }

        await runs.CommitAsync([SyncRunStore.Checkpoint(run.Id, counts, mark, nextCursor, fencing), .. settlement.Commands, .. noted], cancellationToken);

        await publisher.PublishAsync(new SyncRunProgressed { Context = context, Counts = counts, Progress = mark.View(SyncRunState.Running) }, cancellationToken);
        Measure(connection.Vendor, run, cut, changedMain, settlement.Bookings);
        return counts;
    }

    private void Measure(string vendor, SyncRun run, PageCut cut, int changedMain, Compared<Booking> bookings)
    {
        RuntimeMetrics.Read(vendor, run.Scope.Entity, "changed", changedMain);
        RuntimeMetrics.Read(vendor, run.Scope.Entity, "unchanged", cut.Main - changedMain - cut.Page.Unmapped.Count(record => record.Entity == run.Scope.Entity));
        RuntimeMetrics.Read(vendor, run.Scope.Entity, "related", cut.Related);
        foreach (var record in cut.Page.Unmapped)
            RuntimeMetrics.Quarantined(vendor, record.Entity);
        RuntimeMetrics.Unknown(vendor, EntityKind.Booking, bookings.All.Count(booking => booking.Value.Status == BookingStatus.Unknown));
        if (run.Scope.Mode == SyncMode.ModifiedSince && bookings.Changed.Max(booking => booking.Version.ModifiedAt) is { } newest)
            RuntimeMetrics.Lagged(vendor, EntityKind.Booking, time.GetUtcNow() - newest);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of {ConnectionId} reads {Entity} {Mode}, {Processed} records done before")]
        public static partial void Started(ILogger logger, Guid runId, string connectionId, EntityKind entity, SyncMode mode, long processed);

        [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} completed: {Processed} read, {Changed} changed, {Failed} in quarantine, {Calls} vendor calls")]
        public static partial void Completed(ILogger logger, Guid runId, long processed, long changed, long failed, long calls);
    }
}
