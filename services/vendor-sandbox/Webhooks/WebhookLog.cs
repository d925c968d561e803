using System.Collections.Concurrent;

namespace PmsPlatform.VendorSandbox.Webhooks;

/// <summary>One try of a delivery.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Address">Where to.</param>
/// <param name="Bytes">Length of the body.</param>
/// <param name="Try">1 for the first.</param>
/// <param name="Status">The answer; 0 for none.</param>
internal sealed record WebhookTry(DateTimeOffset At, Uri Address, int Bytes, int Try, int Status);

/// <summary>What became of a property's webhooks.</summary>
internal sealed class WebhookLog
{
    private const int Kept = 1000;
    private readonly ConcurrentQueue<WebhookTry> _tries = new();
    private long _delivered;
    private long _dropped;

    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>By order, or because nobody took them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The latest, newest first.</summary>
    public IReadOnlyList<WebhookTry> Latest => [.. _tries.Reverse()];

    public void Add(WebhookTry attempt)
    {
        _tries.Enqueue(attempt);
        if (_tries.Count > Kept)
            _tries.TryDequeue(out _);
    }

    public void CountDelivered() => Interlocked.Increment(ref _delivered);

    public void CountDropped() => Interlocked.Increment(ref _dropped);
}
