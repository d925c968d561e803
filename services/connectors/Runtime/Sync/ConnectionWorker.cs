using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// Works off the runs of one connection, one after the other, while it holds the connection's lease. What stops a run decides what follows: the
/// vendor's outage lets it rest, ours lets it wait, a refusal needs a human.
/// </summary>
internal sealed partial class ConnectionWorker(
    BoundConnection connection, NpgsqlDataSource database, SyncRunStore runs, SyncRunner runner, ChangePublisher publisher, ConnectionStatus status,
    RunSignals signals, Replicas replicas, TimeProvider time, ILogger<ConnectionWorker> logger)
{
    private const int MostAttempts = 6;
    private const int FewAttempts = 3;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    /// <summary>Until the next try for a lease that runs out soon, or else is given back: its holder is gone, or knows that it is this process's turn.</summary>
    private static readonly TimeSpan Impatient = TimeSpan.FromSeconds(0.5);

    private readonly Lease _lease = new(database, connection.Id, time);
    private bool _mayHold;

    /// <summary>Works until told to stop; then gives the lease back so that another replica need not wait.</summary>
    public async Task WorkAsync(CancellationToken stopping)
    {
        var troubles = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var fencing = await TakeTurnAsync(stopping);
                var worked = fencing is { } held && await WorkOnceAsync(held, stopping);
                troubles = 0;
                if (!worked)
                    await signals.WaitForWorkAsync(connection.Id, fencing is null && _mayHold ? Impatient : Idle, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (LeaseLostException)
            {
                Log.LeaseLost(logger, connection.Id);
            }
            catch (Exception error)
            {
                // Database or broker away: the run stands at its checkpoint and goes on when they are back.
                if (troubles++ == 0)
                    Log.Interrupted(logger, connection.Id, error);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, Math.Min(troubles, 5) - 1))), time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await _lease.LeaveAsync();
    }

    /// <summary>Holds the lease when it is this process's turn; gives it up between runs when another one should serve the connection.</summary>
    private async Task<long?> TakeTurnAsync(CancellationToken stopping)
    {
        if (replicas.Prefers(connection.Id))
        {
            _mayHold = true;
            return await _lease.TryHoldAsync(stopping);
        }

        if (_mayHold)
        {
            await _lease.ReleaseAsync(stopping);
            _mayHold = false;
        }

        return null;
    }

    private async Task<bool> WorkOnceAsync(long fencing, CancellationToken stopping)
    {
        if (await runs.NextAsync(connection.Id, stopping) is not { } run)
            return false;

        await using var hold = new LeaseHold(_lease, fencing, time, stopping);
        try
        {
            await runner.RunAsync(connection, run, fencing, hold.Held);
            await status.SetAsync(connection, ConnectionState.Active, reason: null, hold.Held);
        }
        catch (VendorException error)
        {
            await SettleFailureAsync(run, error, hold.Held);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested && hold.Held.IsCancellationRequested)
        {
            throw new LeaseLostException();
        }
        catch (Exception error) when (IsOurs(error))
        {
            Log.Broken(logger, run.Id, error);
            await SettleFailureAsync(run, "Internal", $"{error.GetType().Name} in the connector; the log of run {run.Id} has it", hold.Held);
        }
        finally
        {
            signals.RunMoved(run.Id);
        }

        return true;
    }

    private async Task SettleFailureAsync(SyncRun run, VendorException error, CancellationToken cancellationToken)
    {
        var current = await runs.FindAsync(run.Id, cancellationToken) ?? run;
        switch (error.Kind)
        {
            case VendorErrorKind.Unavailable or VendorErrorKind.RateLimited when current.Attempts < MostAttempts:
            case VendorErrorKind.Malformed when current.Attempts < FewAttempts:
                var rest = TimeSpan.FromSeconds(Math.Min(60, 5 * Math.Pow(2, current.Attempts - 1)));
                Log.Resting(logger, run.Id, error.Kind, rest);
                await runs.RestAsync(run.Id, rest, error.Kind.ToString(), error.Message, cancellationToken);
                return;

            // A cursor kept from before may have run out at the vendor: begin again rather than give up.
            case VendorErrorKind.Rejected or VendorErrorKind.NotFound
                when current.Cursor is not null && current.Attempts < MostAttempts && current.Counts.Pages == run.Counts.Pages:
                Log.CursorRefused(logger, run.Id);
                await runs.ForgetCursorAsync(run.Id, cancellationToken);
                return;
        }

        await FailAsync(run, current, error.Kind.ToString(), error.Message, cancellationToken);
        if (error.Kind is VendorErrorKind.Unauthorised)
            await RefusedAsync(run, cancellationToken);
    }

    private async Task SettleFailureAsync(SyncRun run, string errorKind, string reason, CancellationToken cancellationToken)
    {
        var current = await runs.FindAsync(run.Id, cancellationToken) ?? run;
        if (current.Attempts < FewAttempts)
            await runs.RestAsync(run.Id, TimeSpan.FromSeconds(5), errorKind, reason, cancellationToken);
        else
            await FailAsync(run, current, errorKind, reason, cancellationToken);
    }

    private async Task FailAsync(SyncRun run, SyncRun current, string errorKind, string reason, CancellationToken cancellationToken)
    {
        var failedAt = await runs.FailAsync(run.Id, errorKind, reason, cancellationToken);
        RuntimeMetrics.RunEnded(connection.Vendor, run.Scope, SyncRunState.Failed, failedAt - (current.StartedAt ?? failedAt));
        Log.Failed(logger, run.Id, connection.Id, errorKind, reason);
        await publisher.PublishAsync(
            new SyncRunFailed
            {
                Context = runner.ContextOf(connection, run),
                Scope = run.Scope,
                Counts = current.Counts,
                StartedAt = current.StartedAt ?? failedAt,
                FailedAt = failedAt,
                ErrorKind = errorKind,
                Reason = reason,
            },
            cancellationToken);
    }

    private async Task RefusedAsync(SyncRun run, CancellationToken cancellationToken)
    {
        await status.SetAsync(connection, ConnectionState.Error, "The vendor refuses the credentials.", cancellationToken);
        await publisher.PublishAsync(
            new AlertRaised
            {
                Context = runner.ContextOf(connection, run),
                Kind = "connection-unauthorised",
                Summary = $"{connection.Descriptor.Name} refuses the credentials of connection {connection.Id}; check them at the vendor and enter them again.",
            },
            cancellationToken);
    }

    /// <summary>A fault that time does not heal: neither the database's nor the broker's absence.</summary>
    private static bool IsOurs(Exception error) =>
        error is not (OperationCanceledException or LeaseLostException or UndeliverableException or TimeoutException) && !TransientFaults.Is(error);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{ConnectionId} is another replica's to sync, or may be soon")]
        public static partial void LeaseLost(ILogger logger, string connectionId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Syncing {ConnectionId} is interrupted and goes on from its checkpoint")]
        public static partial void Interrupted(ILogger logger, string connectionId, Exception error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId} rests {Rest}: {Kind}")]
        public static partial void Resting(ILogger logger, Guid runId, VendorErrorKind kind, TimeSpan rest);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The vendor refuses the checkpoint of run {RunId}; it begins again")]
        public static partial void CursorRefused(ILogger logger, Guid runId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId} of {ConnectionId} failed, {Kind}: {Reason}")]
        public static partial void Failed(ILogger logger, Guid runId, string connectionId, string kind, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId} met a fault of the connector itself")]
        public static partial void Broken(ILogger logger, Guid runId, Exception error);
    }
}
