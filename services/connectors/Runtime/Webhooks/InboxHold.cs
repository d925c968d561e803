using Npgsql;
using PmsPlatform.Connectors.Runtime.Sync;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>The right to work off one lane, kept alive while it is held. <see cref="Held"/> ends when another replica has it or may have.</summary>
internal sealed class InboxHold : IAsyncDisposable
{
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    private readonly Lease _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _held;
    private readonly Task _renewal;

    private InboxHold(Lease lease, long fencing, TimeProvider time, CancellationToken stopping)
    {
        (_lease, Fencing, _time) = (lease, fencing, time);
        _held = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _renewal = RenewAsync();
    }

    public long Fencing { get; }

    public CancellationToken Held => _held.Token;

    /// <summary>Null when another replica holds it.</summary>
    public static async Task<InboxHold?> TryAsync(Lease lease, TimeProvider time, CancellationToken stopping) =>
        await lease.TryHoldAsync(stopping) is { } fencing ? new InboxHold(lease, fencing, time, stopping) : null;

    /// <summary>Gives it back, so that another replica need not wait.</summary>
    public async ValueTask DisposeAsync()
    {
        await _held.CancelAsync();
        await _renewal;
        _held.Dispose();
        using var soon = new CancellationTokenSource(PatienceAtEnd, _time);
        try
        {
            await _lease.ReleaseAsync(soon.Token);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    private async Task RenewAsync()
    {
        var lastHeld = _time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Lease.Renewal, _time, _held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_held.IsCancellationRequested)
                return;
            try
            {
                if (await _lease.TryHoldAsync(_held.Token) != Fencing)
                    await _held.CancelAsync();
                lastHeld = _time.GetTimestamp();
            }
            catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
            {
                // Fencing guards the data; past the lease's end there is no point in going on.
                if (_time.GetElapsedTime(lastHeld) > Lease.Length)
                    await _held.CancelAsync();
            }
        }
    }
}
