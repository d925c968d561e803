namespace PmsPlatform.Connectors.Runtime;

/// <summary>
/// Vendor data that changes seldom and is joined to much, as room categories: read on first use by one caller while the others wait, kept for a while.
/// A read that fails is not kept.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="lifetime">How long a value is good for.</param>
/// <param name="read">Reads it from the vendor.</param>
/// <typeparam name="T">The data, immutable.</typeparam>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to dispose.
public sealed class ReferenceData<T>(TimeProvider time, TimeSpan lifetime, Func<CancellationToken, Task<T>> read)
    where T : class
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Held? _held;

    /// <summary>The data, no older than its lifetime.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken) => GetAsync(lifetime, cancellationToken);

    /// <summary>The data, no older than <paramref name="atMost"/>: for a caller that met an id the kept data does not know.</summary>
    public async Task<T> GetAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Fresh(atMost) is { } fresh)
            return fresh;

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Fresh(atMost) is { } meanwhile)
                return meanwhile;

            var value = await read(cancellationToken);
            _held = new Held(value, time.GetTimestamp());
            return value;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether there is data no older than its lifetime, so that to get it takes no call.</summary>
    public bool IsFresh => Fresh(lifetime) is not null;

    /// <summary>Takes data that was read for another purpose just now, so that it is not read again for this one.</summary>
    public void Keep(T value) => _held = new Held(value, time.GetTimestamp());

    private T? Fresh(TimeSpan atMost) => _held is { } held && time.GetElapsedTime(held.ReadAt) < atMost ? held.Value : null;

    private sealed record Held(T Value, long ReadAt);
}
