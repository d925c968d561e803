using Npgsql;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// A lease that is renewed while something is done under it. <see cref="Held"/> ends when another replica has the lease, and before another can have it:
/// also when the database does not answer. What is done must stop then, for a vendor must not be called by two at once.
/// </summary>
internal sealed class LeaseHold : IAsyncDisposable
{
    private readonly Lease _lease;
    private readonly long _fencing;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _runsOut;
    private readonly CancellationTokenSource _held;
    private readonly Task _renewal;

    /// <param name="lease">The lease.</param>
    /// <param name="fencing">Its number, as it was just taken.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends it too.</param>
    public LeaseHold(Lease lease, long fencing, TimeProvider time, CancellationToken stopping)
    {
        (_lease, _fencing, _time) = (lease, fencing, time);
        _runsOut = new CancellationTokenSource(lease.Left, time);
        _held = CancellationTokenSource.CreateLinkedTokenSource(_runsOut.Token, stopping);
        _renewal = RenewAsync();
        CallGuard.Under(StillHeldAsync);
    }

    public CancellationToken Held => _held.Token;

    /// <summary>Renews it no more. Giving it back is its owner's.</summary>
    public async ValueTask DisposeAsync()
    {
        await _held.CancelAsync();
        await _renewal;
        _held.Dispose();
        _runsOut.Dispose();
    }

    /// <summary>Looks at the clock, which knows before the timer does.</summary>
    private ValueTask StillHeldAsync()
    {
        if (_lease.Left > TimeSpan.Zero || _held.IsCancellationRequested)
            return ValueTask.CompletedTask;
        _runsOut.Cancel();
        throw new OperationCanceledException("The lease ran out while this process stood still.", Held);
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(Lease.Renewal, _time, _held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_held.IsCancellationRequested)
                return;
            try
            {
                if (await _lease.TryHoldAsync(_held.Token) == _fencing)
                    _runsOut.CancelAfter(_lease.Left);
                else
                    await _held.CancelAsync();
            }
            catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
            {
                // Tried again until it runs out.
            }
        }
    }
}
