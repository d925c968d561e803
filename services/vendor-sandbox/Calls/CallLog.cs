namespace PmsPlatform.VendorSandbox.Calls;

/// <summary>One answered call.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Operation">The path without ids.</param>
/// <param name="Status">HTTP status answered; 0 = the connection was cut.</param>
/// <param name="Elapsed">How long answering took, until the answer was sent.</param>
/// <param name="Bytes">Length of the answer's body.</param>
internal sealed record CallEntry(DateTimeOffset At, string Operation, int Status, TimeSpan Elapsed, int Bytes);

/// <summary>What was called since the last reset.</summary>
internal sealed record CallSummary
{
    public required long Calls { get; init; }

    /// <summary>Calls that were answered 429.</summary>
    public required long Throttled { get; init; }

    public required IReadOnlyDictionary<string, long> Operations { get; init; }

    public required IReadOnlyDictionary<string, long> Statuses { get; init; }

    public DateTimeOffset? First { get; init; }

    public DateTimeOffset? Last { get; init; }

    /// <summary>Most calls that were under way at the same time.</summary>
    public required int MostConcurrent { get; init; }

    /// <summary>The latest calls, newest first, as many as were asked for.</summary>
    public required IReadOnlyList<CallEntry> Latest { get; init; }
}

/// <summary>Counts the calls of one property and keeps the latest.</summary>
internal sealed class CallLog(TimeProvider time)
{
    private const int Kept = 2000;
    private readonly Lock _gate = new();
    private readonly CallEntry?[] _latest = new CallEntry?[Kept];
    private readonly Dictionary<string, long> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _statuses = [];
    private long _calls;
    private int _underWay;
    private int _mostConcurrent;
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;

    public DateTimeOffset Begin()
    {
        lock (_gate)
        {
            _mostConcurrent = Math.Max(_mostConcurrent, ++_underWay);
            var now = time.GetUtcNow();
            _first ??= now;
            _last = now;
            return now;
        }
    }

    public void End(DateTimeOffset began, string operation, int status, int bytes)
    {
        lock (_gate)
        {
            _underWay--;
            _latest[_calls++ % Kept] = new CallEntry(began, operation, status, time.GetUtcNow() - began, bytes);
            _operations[operation] = _operations.GetValueOrDefault(operation) + 1;
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        }
    }

    public CallSummary Summarise(int latest)
    {
        lock (_gate)
        {
            return new CallSummary
            {
                Calls = _calls,
                Throttled = _statuses.GetValueOrDefault(StatusCodes.Status429TooManyRequests),
                Operations = new SortedDictionary<string, long>(_operations, StringComparer.Ordinal),
                Statuses = _statuses.OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), pair => pair.Value, StringComparer.Ordinal),
                First = _first,
                Last = _last,
                MostConcurrent = _mostConcurrent,
                Latest = [.. Latest(latest)],
            };
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _operations.Clear();
            _statuses.Clear();
            Array.Clear(_latest);
            _calls = 0;
            _mostConcurrent = _underWay;
            _first = _last = null;
        }
    }

    private IEnumerable<CallEntry> Latest(int count)
    {
        for (var back = 1L; back <= Math.Min(count, Math.Min(_calls, Kept)); back++)
            yield return _latest[(_calls - back) % Kept]!;
    }
}
