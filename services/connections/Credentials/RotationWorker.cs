using System.Threading.Channels;
using Npgsql;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Keys;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Credentials;

/// <summary>
/// Makes the first ring key, works rotations off, asks for one when the ring is old, removes keys that nothing needs. One replica does it at a time; another
/// goes on when it dies. Nothing that goes wrong here ends the service.
/// </summary>
internal sealed partial class RotationWorker(
    NpgsqlDataSource database, CredentialRing ring, PostgresKeyRing store, RotationStore rotations, RotationCourse course, CredentialOptions options,
    TimeProvider time, ILogger<RotationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromHours(6);

    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _removedAt;
    private string? _said;

    /// <summary>There is something to do.</summary>
    public void Wake() => _wanted.Writer.TryWrite(true);

    /// <summary>The first key is there before anybody seals; without a master key the service starts all the same.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(EnsureFirstKeyAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(WorkAsync, stoppingToken);
            await RestAsync(stoppingToken);
        }
    }

    private async Task WorkAsync(NpgsqlConnection lease, CancellationToken cancellationToken)
    {
        await EnsureFirstKeyAsync(lease, cancellationToken);
        var latest = await rotations.LatestAsync(cancellationToken);
        if (latest?.View.State is not KeyRotationState.Running)
            latest = IsOld() ? await rotations.RequestAsync(ring: true, master: false, BySchedule(), cancellationToken) : null;
        if (latest is not null)
            await course.RunAsync(latest, cancellationToken);

        if (time.GetUtcNow() - _removedAt >= BetweenRemovals)
        {
            _removedAt = time.GetUtcNow();
            if (await store.RemoveUnusedAsync(_removedAt - options.KeepUnused, cancellationToken) is > 0 and var removed)
                Log.Removed(logger, removed);
        }
    }

    private AuditEntry BySchedule()
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = Guid.CreateVersion7(now), OccurredAt = now, Actor = Audited.Service("schedule"), Action = "keys.rotation-requested", Target = "ring" };
    }

    private async Task EnsureFirstKeyAsync(NpgsqlConnection lease, CancellationToken cancellationToken)
    {
        await ring.RefreshAsync(cancellationToken);
        if (ring.Document is { Items.Count: 0 })
            await ring.AddKeyAsync(time.GetUtcNow(), cancellationToken);
    }

    private bool IsOld() =>
        options.RotateAfter > TimeSpan.Zero
        && ring.Keys.Where(key => key.Fault is null).Max(key => key.ActivatesAt) is { } newest
        && time.GetUtcNow() - newest >= options.RotateAfter;

    /// <summary>Does work while no other replica does; a fault is said once and tried again later.</summary>
    private async Task TryAsync(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var lease = await database.OpenConnectionAsync(cancellationToken);
            if (!await LockAsync(lease, cancellationToken))
                return;
            try
            {
                await work(lease, cancellationToken);
            }
            finally
            {
                await UnlockAsync(lease);
            }

            _said = null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var text = exception is MasterKeyException ? exception.Message : exception.GetType().Name;
            if (!string.Equals(text, _said, StringComparison.Ordinal))
                Log.Failed(logger, text, exception is MasterKeyException || TransientFaults.Is(exception) ? null : exception);
            _said = text;
        }
    }

    private static async Task<bool> LockAsync(NpgsqlConnection lease, CancellationToken cancellationToken)
    {
        // The lock belongs to the session: it is free again when this process dies.
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended('pms.key-rotation', 0))", lease);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task UnlockAsync(NpgsqlConnection lease)
    {
        // Asked also when the work was cancelled; a connection that is broken has given its lock back already.
        if (lease.FullState is not System.Data.ConnectionState.Open)
            return;
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtextextended('pms.key-rotation', 0))", lease);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task RestAsync(CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wanted = _wanted.Reader.ReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(wanted, Task.Delay(options.Poll, time, waiting.Token));
        await waiting.CancelAsync();
        await ((Task)wanted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The work on the keys did not get on and is tried again: {Fault}")]
        public static partial void Failed(ILogger logger, string fault, Exception? exception);

        [LoggerMessage(2, LogLevel.Information, "{Count} ring keys that nothing needs any more were removed")]
        public static partial void Removed(ILogger logger, int count);
    }
}
