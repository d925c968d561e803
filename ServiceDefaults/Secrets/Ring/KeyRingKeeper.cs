using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>
/// Keeps the ring current: reads it before the service starts its work, then whenever it changes or somebody meets a key that is not in it. What goes
/// wrong is said once, and once when it is over; the ring of before goes on.
/// </summary>
internal sealed partial class KeyRingKeeper(KeyRing ring, IKeyRingStore store, RingReader reader, TimeProvider time, ILogger<KeyRingKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private string? _said;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(isFirst: true, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the ring now, if it has changed.</summary>
    public Task<bool> RefreshAsync(CancellationToken cancellationToken) => RefreshAsync(isFirst: false, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isFine = await RefreshAsync(isFirst: false, stoppingToken);
            if (!isFine || !store.Waits)
                await RestAsync(isFine ? Poll : AfterFault, stoppingToken);
        }
    }

    /// <summary>Reads the ring; false when that failed or a key could not be opened for a reason that may pass.</summary>
    private async Task<bool> RefreshAsync(bool isFirst, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var before = ring.Snapshot;
            var isOpen = before is not null && before.Keys.All(key => key.Fault is null);

            // While keys are closed, the same ring is tried again: what is missing may have come.
            var document = await store.ReadAsync(isOpen ? before!.Document.Revision : null, cancellationToken) ?? (isOpen ? null : before?.Document);
            if (document is not null)
                await TakeAsync(document, before, cancellationToken);
            return Say(ring.Snapshot?.Keys.FirstOrDefault(key => key.Fault is not null)?.Fault?.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (isFirst || !string.Equals(_said, exception.GetType().Name, StringComparison.Ordinal))
                Log.NotRead(logger, exception.GetType().Name, exception.Message);
            _said = exception.GetType().Name;
            return false;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task TakeAsync(KeyRingDocument document, RingSnapshot? before, CancellationToken cancellationToken)
    {
        var snapshot = await reader.ReadAsync(document, cancellationToken);
        if (before is not null && before.IsAs(snapshot))
            return;

        ring.Become(snapshot);
        if (before?.Document.Revision != document.Revision)
            Log.Read(logger, document.Revision, snapshot.Keys.Count, snapshot.CurrentAt(time.GetUtcNow())?.Id);
    }

    private bool Say(string? fault)
    {
        if (!string.Equals(fault, _said, StringComparison.Ordinal))
        {
            if (fault is not null)
                Log.Closed(logger, fault);
            else
                Log.Fine(logger);
            _said = fault;
        }

        return fault is null;
    }

    private async Task RestAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wanted = ring.Wanted.WaitAsync(waiting.Token);
        await Task.WhenAny(wanted, Task.Delay(length, time, waiting.Token));
        await waiting.CancelAsync();
        await wanted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The key ring is at revision {Revision} with {Keys} keys; {KeyId} encrypts")]
        public static partial void Read(ILogger logger, long revision, int keys, Guid? keyId);

        [LoggerMessage(2, LogLevel.Error, "A key of the ring cannot be opened, and what it encrypts cannot be read: {Reason}")]
        public static partial void Closed(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Information, "The key ring is read and every key in it can be opened again")]
        public static partial void Fine(ILogger logger);

        [LoggerMessage(4, LogLevel.Warning, "The key ring was not read ({Fault}: {Reason}); the one of before goes on")]
        public static partial void NotRead(ILogger logger, string fault, string reason);
    }
}
