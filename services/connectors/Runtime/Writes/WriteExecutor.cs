using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>
/// Carries out one claimed write: asks the vendor first when an earlier try may have arrived, calls it, commits what became of it. Dying anywhere leaves the row
/// running, which the next executor takes for a try that may have arrived.
/// </summary>
internal sealed partial class WriteExecutor(
    WriteQueue queue, WriteCourse course, WriteSignals signals, ConnectionStatus status, ChangePublisher publisher, WriteBackOptions options, TimeProvider time,
    ILogger<WriteExecutor> logger)
{
    private const int RefusalsPerReminder = 20;

    private static readonly TimeSpan CommitPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Returns when the outcome is committed, the write is somebody else's, or the work must stop.</summary>
    public async Task ExecuteAsync(BoundConnection connection, ClaimedWrite write, CancellationToken stopping)
    {
        using var activity = RuntimeMetrics.Activities.StartActivity("write-back", ActivityKind.Internal, write.TraceParent);
        activity?.SetTag("pms.vendor", connection.Vendor).SetTag("pms.write_back_kind", write.Kind.Kind.ToString()).SetTag("pms.write_back_id", write.Id);

        using var held = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var term = new ClaimTerm(options.ClaimLength, time);
        CallGuard.Under(() => StillClaimedAsync(write, term, held));
        var renewal = RenewAsync(write, term, held);
        try
        {
            var (verdict, refused) = await TryAsync(connection, write, held.Token);
            if (!await CommitAsync(write, verdict, held.Token))
            {
                Log.TakenOver(logger, write.Id);
                return;
            }

            RuntimeMetrics.WriteTried(connection.Vendor, write.Kind.Kind, verdict.State);
            Log.Tried(logger, write.Id, connection.Id, write.Kind.Kind, verdict.State, verdict.Doubtful);
            if (verdict.State != WriteBackState.Queued)
                signals.NewsArrived();
            if (refused)
                await AskForHumanAsync(connection, write, held.Token);
        }
        catch (LeaseLostException)
        {
            Log.TakenOver(logger, write.Id);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested)
        {
            if (stopping.IsCancellationRequested)
                await LeaveAsync(write);
            else
                Log.TakenOver(logger, write.Id);
        }
        finally
        {
            await held.CancelAsync();
            await renewal;
        }
    }

    private async Task<(WriteVerdict Verdict, bool Refused)> TryAsync(BoundConnection connection, ClaimedWrite write, CancellationToken cancellationToken)
    {
        if (write.Write is not { } pmsWrite)
            return (WriteCourse.Unreadable(write.Doubtful && !write.Kind.Repeatable), false);

        var situation = new WriteSituation(write.Kind.Repeatable, write.Failures, write.Age);
        try
        {
            if (write.Doubtful)
            {
                if (await LookAsync(connection, write, situation, pmsWrite, cancellationToken) is { } found)
                    return found;
                if (!await queue.BeginAsync(write, cancellationToken))
                    throw new LeaseLostException();
            }

            var receipt = await write.Kind.WriteAsync(connection.Connector, pmsWrite, cancellationToken);
            return (WriteVerdict.Succeeded(receipt.VendorReference), false);
        }
        catch (VendorException error)
        {
            return (course.AfterCall(situation, error.Kind, VendorWords.Of(error, connection)), error.Kind == VendorErrorKind.Unauthorised);
        }
        catch (Exception error) when (error is not LeaseLostException && (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            if (TransientFaults.Is(error))
                return (course.AfterFault(situation with { Failures = 0 }, "The platform's own database did not answer."), false);
            Log.Broken(logger, write.Id, error);
            return (course.AfterFault(situation, $"{error.GetType().Name} in the connector; its log of write-back {write.Id} has more."), false);
        }
    }

    private async Task<(WriteVerdict Verdict, bool Refused)?> LookAsync(
        BoundConnection connection, ClaimedWrite write, WriteSituation situation, PmsWrite pmsWrite, CancellationToken cancellationToken)
    {
        try
        {
            var trace = await write.Kind.FindAsync(connection.Connector, pmsWrite, cancellationToken);
            Log.Looked(logger, write.Id, trace.Presence);
            return WriteCourse.AfterLook(situation, trace) is { } verdict ? (verdict, false) : null;
        }
        catch (VendorException error)
        {
            var refused = error.Kind == VendorErrorKind.Unauthorised;
            return course.AfterLook(situation, error.Kind, VendorWords.Of(error, connection)) is { } verdict ? (verdict, refused) : null;
        }
    }

    /// <summary>What the vendor said must not be lost over a moment without database.</summary>
    private async Task<bool> CommitAsync(ClaimedWrite write, WriteVerdict verdict, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await queue.SettleAsync(write, verdict, cancellationToken);
            }
            catch (Exception error) when (TransientFaults.Is(error))
            {
                await Task.Delay(CommitPause, time, cancellationToken);
            }
        }
    }

    private async Task RenewAsync(ClaimedWrite write, ClaimTerm term, CancellationTokenSource held)
    {
        while (!held.IsCancellationRequested)
        {
            await Task.Delay(options.ClaimLength / 3, time, held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (held.IsCancellationRequested)
                return;
            try
            {
                if (!await TryRenewAsync(write, term, held.Token))
                    await held.CancelAsync();
            }
            catch (Exception error) when (error is OperationCanceledException || TransientFaults.Is(error))
            {
                // The others cannot reach the database either, or take over when the claim has run out: no call may begin after that.
                if (term.IsOver)
                    await held.CancelAsync();
            }
        }
    }

    /// <summary>A claim that ran out while this process stood still may still be ours: then nobody else has begun.</summary>
    private async ValueTask StillClaimedAsync(ClaimedWrite write, ClaimTerm term, CancellationTokenSource held)
    {
        if (!term.IsOver || held.IsCancellationRequested || await TryRenewAsync(write, term, held.Token))
            return;
        await held.CancelAsync();
        throw new LeaseLostException();
    }

    private async Task<bool> TryRenewAsync(ClaimedWrite write, ClaimTerm term, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        if (!await queue.RenewAsync(write, cancellationToken))
            return false;
        term.RenewedAt(asked);
        return true;
    }

    private async Task LeaveAsync(ClaimedWrite write)
    {
        using var soon = new CancellationTokenSource(Farewell, time);
        try
        {
            await queue.LeaveAsync(write, soon.Token);
        }
        catch (Exception error) when (error is OperationCanceledException || TransientFaults.Is(error))
        {
            // The claim runs out by itself.
        }
    }

    private async Task AskForHumanAsync(BoundConnection connection, ClaimedWrite write, CancellationToken cancellationToken)
    {
        // Reading may work all the while and say so: a write that goes on being refused is no news each time.
        if (write.Failures % RefusalsPerReminder != 0)
            return;
        try
        {
            var known = await status.FindAsync(connection.Id, cancellationToken) == ConnectionState.Error;
            await status.SetAsync(connection, ConnectionState.Error, "The vendor refuses the credentials.", cancellationToken);
            if (known)
                return;
            await publisher.PublishAsync(
                new AlertRaised
                {
                    Context = connection.EventContextOf(write.CorrelationId, time.GetUtcNow()),
                    Kind = "connection-unauthorised",
                    Summary = $"{connection.Descriptor.Name} refuses the credentials of connection {connection.Id}, or a right they need to write; check them at the vendor.",
                },
                cancellationToken);
        }
        catch (Exception error) when (TransientFaults.Is(error))
        {
            // Said again with the next reminder.
            Log.Unsaid(logger, connection.Id, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Write-back {WriteBackId} of {ConnectionId}, {Kind}: {State}, in doubt: {Doubtful}")]
        public static partial void Tried(ILogger logger, Guid writeBackId, string connectionId, WriteBackKind kind, WriteBackState state, bool doubtful);

        [LoggerMessage(Level = LogLevel.Information, Message = "An earlier try of write-back {WriteBackId} is {Presence} at the vendor")]
        public static partial void Looked(ILogger logger, Guid writeBackId, WritePresence presence);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Write-back {WriteBackId} was taken over by another replica")]
        public static partial void TakenOver(ILogger logger, Guid writeBackId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Write-back {WriteBackId} met a fault of the connector itself")]
        public static partial void Broken(ILogger logger, Guid writeBackId, Exception error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "That {ConnectionId} needs a human could not be said yet")]
        public static partial void Unsaid(ILogger logger, string connectionId, Exception error);
    }
}
