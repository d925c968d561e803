using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Reconciliation;

/// <summary>
/// The second half of a reconciliation. Everything has been read; what is known and was not met is confirmed with the vendor, and only then removed. Each
/// step is committed with the run's checkpoint, so that a crash repeats at most one, and what is repeated is the same removal.
/// </summary>
internal sealed partial class Reconciler(
    SyncRunStore runs, SeenRecords seen, Confirmation confirmation, ChangePublisher publisher, ReconcileOptions options, ILogger<Reconciler> logger)
{
    /// <summary>Kind of the alert when more is missing than is believed.</summary>
    public const string AlertKind = "reconcile-implausible";

    private const int RemovalsTogether = 5 * EventContext.MostItems;

    /// <summary>What a checkpoint of a reconciliation holds besides: the ids that the page showed, and how far they had drifted.</summary>
    /// <param name="run">The run.</param>
    /// <param name="page">What was read.</param>
    /// <param name="settlement">What became of it.</param>
    /// <param name="before">Drift up to this page.</param>
    /// <param name="last">Whether it was the last page.</param>
    public static (SyncDrift Drift, NpgsqlBatchCommand[] Commands) Met(SyncRun run, MappedRecords page, Settlement settlement, SyncDrift? before, bool last)
    {
        var drift = settlement.AddTo(before ?? new SyncDrift(), run.Scope.Entity);
        return (drift, [SeenRecords.Note(run.Id, IdsOf(page, run.Scope.Entity)), SyncRunStore.NoteDrift(run.Id, drift, listed: last)]);
    }

    /// <summary>Confirms what is missing and removes it.</summary>
    /// <param name="connection">Whose run it is.</param>
    /// <param name="run">The run as it stands when everything has been read.</param>
    /// <param name="context">Goes with the events.</param>
    /// <param name="fencing">The lease's number.</param>
    /// <param name="cancellationToken">Stops the work; the next try goes on from here.</param>
    /// <returns>The run's totals.</returns>
    public async Task<SyncCounts> FinishAsync(BoundConnection connection, SyncRun run, EventContext context, long fencing, CancellationToken cancellationToken)
    {
        var work = new ReconcileWork(connection, run, context, fencing, run.Counts.VendorCalls - connection.Account.Calls) { Counts = run.Counts };
        var believed = await ConfirmAsync(work, cancellationToken);
        var (known, gone) = await seen.CountAsync(run, cancellationToken);
        if (gone > 0 && !(believed && IsPlausible(work, known, gone)))
            await WithholdAsync(work, known, gone, cancellationToken);
        else
            await RemoveAsync(work, cancellationToken);

        return work.Counts;
    }

    /// <summary>Forgets what runs that have ended had met.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => seen.ForgetEndedAsync(cancellationToken);

    private static IEnumerable<string> IdsOf(MappedRecords page, EntityKind entity) => page.IdsOf(entity)
        .Concat(page.Unmapped.Where(record => record.Entity == entity).Select(record => record.ExternalId).OfType<string>());

    /// <summary>Asks the vendor for what was not met, until nothing is left to ask for. False when so much is gone that asking further is no use.</summary>
    private async Task<bool> ConfirmAsync(ReconcileWork work, CancellationToken cancellationToken)
    {
        while (await seen.MissingAsync(work.Run, options.ConfirmTogether, cancellationToken) is { Count: > 0 } missing)
        {
            var confirmed = await confirmation.ConfirmAsync(work.Connection, work.Run, missing, work.Context, cancellationToken);
            foreach (var settlement in confirmed.Settlements)
                work.Drift = settlement.AddTo(work.Drift, work.Run.Scope.Entity);
            await CommitAsync(
                work,
                [
                    .. confirmed.Settlements.SelectMany(settlement => settlement.Commands),
                    SeenRecords.Note(work.Run.Id, confirmed.There),
                    SeenRecords.NoteGone(work.Run.Id, confirmed.Gone, confirmed.ReadAt),
                ],
                cancellationToken);

            var (known, gone) = await seen.CountAsync(work.Run, cancellationToken);
            if (!IsPlausible(work, known, gone))
                return false;
        }

        return true;
    }

    /// <summary>A list without a single record is a fault sooner than a hotel without one, and so is one that lacks a good part of what is known.</summary>
    private bool IsPlausible(ReconcileWork work, long known, long gone) =>
        work.Run.Scope.Force is true || gone == 0 || (work.Counts.Processed > 0 && gone <= options.MostRemovals(known));

    private async Task WithholdAsync(ReconcileWork work, long known, long gone, CancellationToken cancellationToken)
    {
        work.Drift = work.Drift with { Withheld = gone };
        Log.Withheld(logger, work.Run.Id, work.Connection.Id, work.Run.Scope.Entity, gone, known);
        await publisher.PublishAsync(
            new AlertRaised
            {
                Context = work.Context,
                Kind = AlertKind,
                Summary = $"{work.Connection.Descriptor.Name} no longer shows {gone} or more of {known} {work.Run.Scope.Entity} records of connection {work.Connection.Id}; "
                    + "nothing was removed. Look at the vendor, and reconcile with force when it is true.",
            },
            cancellationToken);
        await CommitAsync(work, [], cancellationToken);
    }

    private async Task RemoveAsync(ReconcileWork work, CancellationToken cancellationToken)
    {
        while (await seen.RemovalsAsync(work.Run, RemovalsTogether, cancellationToken) is { Count: > 0 } removals)
        {
            await publisher.PublishAsync(work.Context, work.Run.Scope.Entity, removals, cancellationToken);
            work.Drift = work.Drift with { Removed = work.Drift.Removed + removals.Count };
            await CommitAsync(work, [KnownVersions.Remember(work.Connection.Id, work.Run.Scope.Entity, removals)], cancellationToken);
            RuntimeMetrics.Read(work.Connection.Vendor, work.Run.Scope.Entity, "removed", removals.Count);
            Log.Removed(logger, work.Run.Id, work.Connection.Id, removals.Count, work.Run.Scope.Entity);
        }
    }

    private Task CommitAsync(ReconcileWork work, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        work.Counts = work.Counts with { VendorCalls = work.CallsBefore + work.Connection.Account.Calls };
        var mark = work.Run.Mark with { EstimatedEnd = null, CallsLeft = null };
        return runs.CommitAsync(
            [SyncRunStore.Checkpoint(work.Run.Id, work.Counts, mark, null, work.Fencing), SyncRunStore.NoteDrift(work.Run.Id, work.Drift, listed: true), .. commands],
            cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of {ConnectionId} removed {Count} {Entity} records that the vendor no longer has")]
        public static partial void Removed(ILogger logger, Guid runId, string connectionId, int count, EntityKind entity);

        [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId} of {ConnectionId} misses {Gone} of {Known} {Entity} records, which is not believed; nothing is removed")]
        public static partial void Withheld(ILogger logger, Guid runId, string connectionId, EntityKind entity, long gone, long known);
    }
}

/// <summary>Where a reconciliation stands in its second half.</summary>
internal sealed class ReconcileWork(BoundConnection connection, SyncRun run, EventContext context, long fencing, long callsBefore)
{
    public BoundConnection Connection => connection;

    public SyncRun Run => run;

    public EventContext Context => context;

    public long Fencing => fencing;

    /// <summary>The run's vendor calls less those of the account when this half began.</summary>
    public long CallsBefore => callsBefore;

    public required SyncCounts Counts { get; set; }

    public SyncDrift Drift
    {
        get => Counts.Drift ?? new SyncDrift();
        set => Counts = Counts with { Drift = value };
    }
}
