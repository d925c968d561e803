namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>Whether calls to the vendor are worth their while.</summary>
internal enum CircuitState
{
    /// <summary>The vendor answers.</summary>
    Closed,

    /// <summary>It was silent for a while; the next read asks it once more.</summary>
    HalfOpen,

    /// <summary>It is silent: reads do not wait for it.</summary>
    Open,
}

/// <summary>
/// Circuit breaker of one connection. Every try of every call reports into it: syncs, writes, reads. Only reads ask it, for they have something else to
/// answer with: a sync or a write that was skipped would have to be made later all the same.
/// </summary>
internal sealed class VendorCircuit(TimeProvider time)
{
    /// <summary>So many tries in a row without an answer open it.</summary>
    public const int FailuresToOpen = 5;

    /// <summary>How long it stays open the first time; twice as long after each probe that fails.</summary>
    public static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(15);

    /// <summary>The longest it stays open, and the longest a probe is waited for before another may be made.</summary>
    public static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private int _failures;
    private TimeSpan _break;
    private DateTimeOffset? _openUntil;
    private DateTimeOffset? _probedAt;

    /// <summary>Where it stands now.</summary>
    public CircuitState State
    {
        get
        {
            lock (_gate)
                return _openUntil is not { } until ? CircuitState.Closed : time.GetUtcNow() < until ? CircuitState.Open : CircuitState.HalfOpen;
        }
    }

    /// <summary>A try was answered, or not. A refusal is an answer: whoever refuses is there.</summary>
    public void Report(VendorErrorKind? failure)
    {
        lock (_gate)
        {
            if (failure is not VendorErrorKind.Unavailable)
                (_failures, _openUntil, _probedAt) = (0, null, null);
            else if (_openUntil is null)
            {
                if (++_failures >= FailuresToOpen)
                    Open(FirstBreak);
            }
            else if (_probedAt is not null)
                Open(_break * 2);
        }
    }

    /// <summary>Whether a read may call the vendor. While half open only one may.</summary>
    /// <param name="wait">How long it will be skipped otherwise.</param>
    public bool MayCall(out TimeSpan wait)
    {
        lock (_gate)
        {
            wait = TimeSpan.Zero;
            if (_openUntil is not { } until)
                return true;

            var now = time.GetUtcNow();
            wait = until - now;
            if (wait > TimeSpan.Zero)
                return false;

            // A probe that was never answered, as one cut by a stop, must not keep the circuit open for ever.
            if (_probedAt is { } probedAt && now - probedAt < LongestBreak)
            {
                wait = probedAt + LongestBreak - now;
                return false;
            }

            _probedAt = now;
            return true;
        }
    }

    private void Open(TimeSpan span)
    {
        _break = span < LongestBreak ? span : LongestBreak;
        _openUntil = time.GetUtcNow() + _break;
        _probedAt = null;
    }
}
