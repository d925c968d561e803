using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>How asking the vendor ended: with an entry, with the knowledge that there is no such record, or with a failure.</summary>
internal sealed record ReadOutcome
{
    /// <summary>The data. Null when there are none.</summary>
    public ReadEntry? Entry { get; private init; }

    /// <summary>Whether the vendor was asked for it, rather than another replica before.</summary>
    public bool FromVendor { get; private init; }

    /// <summary>Why there is no answer. Null when there is one, were it that there is no such record.</summary>
    public VendorErrorKind? Failure { get; private init; }

    /// <summary>The failure in one sentence without personal data.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>When it is worth asking again.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static ReadOutcome Missing { get; } = new() { FromVendor = true };

    public static ReadOutcome Of(ReadEntry entry, bool fromVendor) => new() { Entry = entry, FromVendor = fromVendor };

    public static ReadOutcome Failed(VendorErrorKind kind, string reason, TimeSpan? retryAfter = null) => new() { Failure = kind, Reason = reason, RetryAfter = retryAfter };
}

/// <summary>One question on its way to the vendor, however many ask it meanwhile.</summary>
internal sealed class ReadFlight
{
    private readonly TaskCompletionSource<ReadOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ReadEntry? _kept;

    /// <summary>The end of it; never fails.</summary>
    public Task<ReadOutcome> Done => _done.Task;

    /// <summary>Nothing of it is left to do: the answer is stored.</summary>
    public Task Landed => _landed.Task;

    /// <summary>The last answer to the question. Null when there is none, or it has not been looked up yet.</summary>
    public ReadEntry? Kept
    {
        get => _kept;
        set => _kept = value;
    }

    public void End(ReadOutcome outcome) => _done.TrySetResult(outcome);

    public void Land() => _landed.TrySetResult();
}
