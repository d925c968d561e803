namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>Remembers when calls were let through and lets no more through than the limit within any span of the given length.</summary>
internal sealed class SlidingWindow(TimeSpan span)
{
    private readonly Queue<DateTimeOffset> _admitted = new();
    private readonly Lock _gate = new();

    /// <summary>How long until one more call is within the limit; zero = now.</summary>
    public TimeSpan Wait(int limit, DateTimeOffset now)
    {
        lock (_gate)
        {
            Forget(now);
            return _admitted.Count < limit ? TimeSpan.Zero : _admitted.ElementAt(_admitted.Count - limit) + span - now;
        }
    }

    public void Enter(DateTimeOffset now)
    {
        lock (_gate)
            _admitted.Enqueue(now);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_admitted.TryPeek(out var oldest) && oldest + span <= now)
            _admitted.Dequeue();
    }
}
