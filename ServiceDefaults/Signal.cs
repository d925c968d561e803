namespace PmsPlatform.ServiceDefaults;

/// <summary>Wakes who waits for something within this process. Only haste: the truth is in the database, and whoever waits looks there by himself.</summary>
/// <param name="time">The clock.</param>
public sealed class Signal(TimeProvider time)
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    /// <summary>Wakes the one who waits, or the next one who does. Raised often is raised once.</summary>
    public void Raise()
    {
        try
        {
            if (_raised.CurrentCount == 0)
                _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else raised it in the same moment.
        }
    }

    /// <summary>Returns when it is raised or the time is over, which may be infinite.</summary>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _raised.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing came: the caller looks anyway.
        }
    }
}
