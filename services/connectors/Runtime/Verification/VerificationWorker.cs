using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Verification;

/// <summary>
/// Works off verifications, one at a time. A claim that its process no longer renews runs out, and the part begins again elsewhere: comparing has no effect
/// that could be doubled.
/// </summary>
internal sealed partial class VerificationWorker(
    VerificationStore store, Verifier verifier, ConnectionRegistry connections, TimeProvider time, ILogger<VerificationWorker> logger) : BackgroundService
{
    private const int MostAttempts = 3;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _asked = new(0, 1);

    /// <summary>There is something to verify.</summary>
    public void Wake()
    {
        try
        {
            _asked.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    public override void Dispose()
    {
        _asked.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var mine = connections.All.ToDictionary(connection => connection.Id, StringComparer.Ordinal);
                if (await store.ClaimAsync([.. mine.Keys], stoppingToken) is { } claim)
                    await WorkAsync(claim, mine[claim.ConnectionId], stoppingToken);
                else
                    await WaitAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, error);
                await Task.Delay(Idle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var over = new CancellationTokenSource(Idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stoppingToken);
        try
        {
            await _asked.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Another process may have been asked: look anyway.
        }
    }

    private async Task WorkAsync(VerificationClaim claim, BoundConnection connection, CancellationToken stoppingToken)
    {
        var callsBefore = connection.Account.Calls;
        if (claim.Attempts > MostAttempts)
        {
            await store.FailAsync(claim, $"It was begun {MostAttempts} times and never came to an end.", 0, stoppingToken);
            return;
        }

        using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var renewal = RenewAsync(claim, connection, held);
        try
        {
            var comparison = await verifier.CompareAsync(connection, claim.Entity, held.Token);
            await store.CompleteAsync(claim, comparison, connection.Account.Calls - callsBefore, stoppingToken);
            Log.Verified(logger, connection.Id, claim.Entity, comparison.Total - comparison.Differences.Count, comparison.Total);
        }
        catch (Exception error) when (error is VendorException or LedgerUnavailableException)
        {
            Log.Failed(logger, connection.Id, claim.Entity, error.Message);
            await store.FailAsync(claim, error.Message, connection.Account.Calls - callsBefore, stoppingToken);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested)
        {
            // Whoever goes on with it, another process or this one with the connection as it is now, need not wait for the claim to run out.
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            await store.ReleaseAsync(claim, soon.Token);
            stoppingToken.ThrowIfCancellationRequested();
        }
        finally
        {
            await held.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Renews the claim, and ends the work when the claim is lost or the connection is changed or no longer served.</summary>
    private async Task RenewAsync(VerificationClaim claim, BoundConnection connection, CancellationTokenSource held)
    {
        while (!held.IsCancellationRequested)
        {
            var changed = connections.Changed;
            if (!ReferenceEquals(connections.Find(connection.Id), connection))
            {
                await held.CancelAsync();
                return;
            }

            await changed.WaitAsync(VerificationStore.ClaimLength / 4, time, held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!held.IsCancellationRequested && !await store.RenewAsync(claim, held.Token))
                    await held.CancelAsync();
            }
            catch (Exception error) when (error is Npgsql.NpgsqlException or OperationCanceledException)
            {
                // Tried again; a claim that runs out meanwhile is another's, and what comes of this one is not kept.
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Entity} of {ConnectionId} compared with the ledger: {Equal} of {Total} equal")]
        public static partial void Verified(ILogger logger, string connectionId, EntityKind entity, long equal, long total);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Entity} of {ConnectionId} could not be compared with the ledger: {Reason}")]
        public static partial void Failed(ILogger logger, string connectionId, EntityKind entity, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Verifying is interrupted and goes on")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
