using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// Queues runs when their time has come. A connection that was never read whole is read whole first. One whose credentials were refused is left alone
/// until other settings are entered or a run that
/// somebody asked for works again. What fell due while the process was down is not made up for: the next run reads it.
/// </summary>
internal sealed partial class Scheduler(
    ConnectionRegistry connections, SyncRunStore runs, ConnectionStatus status, RunSignals signals, Replicas replicas, IConfiguration configuration,
    AvailabilityWindow window, TimeProvider time, ILogger<Scheduler> logger)
{
    private static readonly TimeSpan LongestNap = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stopping)
    {
        if (!configuration.GetValue("Pms:Schedules:Enabled", defaultValue: true))
            return;

        var due = new PriorityQueue<(BoundConnection Connection, FeedSchedule Schedule), DateTimeOffset>();
        var planned = new HashSet<BoundConnection>();
        while (!stopping.IsCancellationRequested)
        {
            var changed = connections.Changed;
            await FollowAsync(planned, due, stopping);

            var now = time.GetUtcNow();
            while (due.TryPeek(out var next, out var at) && at <= now)
            {
                due.Dequeue();
                if (!planned.Contains(next.Connection))
                    continue;
                await QueueAsync(next.Connection, next.Schedule.ScopeAt(at, next.Connection.HotelSettings.TimeZone, window), stopping);
                if (next.Schedule.After(now) is { } again)
                    due.Enqueue(next, again);
            }

            var nap = due.TryPeek(out _, out var soonest) && soonest - now < LongestNap ? soonest - now : LongestNap;
            await changed.WaitAsync(nap, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Forgets what is no longer served; plans what is new or changed and reads it at once, so that nothing between waits for its time.</summary>
    private async Task FollowAsync(
        HashSet<BoundConnection> planned, PriorityQueue<(BoundConnection, FeedSchedule), DateTimeOffset> due, CancellationToken stopping)
    {
        planned.RemoveWhere(connection => !ReferenceEquals(connections.Find(connection.Id), connection));
        foreach (var connection in connections.All)
        {
            if (!planned.Add(connection))
                continue;
            var schedules = Plan(connection, due);
            await FirstReadsAsync(connection, stopping);
            foreach (var schedule in schedules)
                await FirstReadAsync(connection, schedule, stopping);
        }
    }

    private List<FeedSchedule> Plan(BoundConnection connection, PriorityQueue<(BoundConnection, FeedSchedule), DateTimeOffset> due)
    {
        var planned = new List<FeedSchedule>();
        try
        {
            foreach (var schedule in FeedSchedule.Of(connection))
            {
                if (schedule.After(time.GetUtcNow()) is not { } first)
                    continue;
                due.Enqueue((connection, schedule), first);
                planned.Add(schedule);
            }
        }
        catch (InvalidOperationException error)
        {
            Log.NotScheduled(logger, connection.Id, error.Message);
        }

        return planned;
    }

    private async Task FirstReadsAsync(BoundConnection connection, CancellationToken stopping)
    {
        foreach (var entity in (EntityKind[])[EntityKind.Room, EntityKind.Booking])
        {
            if (connection.Syncs(entity))
                await QueueAsync(connection, new SyncRunScope { Entity = entity, Mode = SyncMode.ModifiedSince }, stopping);
        }
    }

    /// <summary>Availability, maintenance and tasks, where they were never read: after the bookings, and not only when their slow feeds come round.</summary>
    private async Task FirstReadAsync(BoundConnection connection, FeedSchedule schedule, CancellationToken stopping)
    {
        if (schedule.Entity is not (EntityKind.Availability or EntityKind.Maintenance or EntityKind.HousekeepingTask))
            return;

        try
        {
            if (await runs.WatermarkAsync(connection.Id, schedule.Entity, stopping) is not null)
                return;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.NotQueued(logger, connection.Id, error);
            return;
        }

        await QueueAsync(connection, schedule.ScopeAt(time.GetUtcNow(), connection.HotelSettings.TimeZone, window), stopping);
    }

    private async Task QueueAsync(BoundConnection connection, SyncRunScope scope, CancellationToken stopping)
    {
        if (!replicas.Prefers(connection.Id))
            return;

        try
        {
            if (await status.IsRefusedAsync(connection, stopping))
                return;

            // Rooms are few and always read whole; for the rest an incremental read needs a whole one before it.
            if (scope.Mode == SyncMode.ModifiedSince
                && (scope.Entity == EntityKind.Room || await runs.WatermarkAsync(connection.Id, scope.Entity, stopping) is null))
                scope = scope with { Mode = SyncMode.Full };
            await runs.EnqueueAsync(connection.Id, connection.Hotel.Id, scope, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), stopping);
            signals.WorkArrived(connection.Id);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.NotQueued(logger, connection.Id, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Connection {ConnectionId} has no schedule: {Reason}")]
        public static partial void NotScheduled(ILogger logger, string connectionId, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A run of {ConnectionId} could not be queued; its next time stays")]
        public static partial void NotQueued(ILogger logger, string connectionId, Exception error);
    }
}
