using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Faults;

/// <summary>What can go wrong on demand.</summary>
internal enum FaultKind
{
    /// <summary>Calls are answered 429.</summary>
    RateLimitStorm,

    /// <summary>Calls are answered 500.</summary>
    ServerError,

    /// <summary>Calls take longer.</summary>
    Slow,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    CutConnection,

    /// <summary>The answer is no JSON.</summary>
    MalformedJson,

    /// <summary>The answer is correct JSON with a very large member too many.</summary>
    HugeJson,

    /// <summary>The vendor's clock is wrong: header Date, its own now, and the time of changes.</summary>
    ClockSkew,

    /// <summary>Pages hold records twice.</summary>
    Duplicate,

    /// <summary>Records of a page come in another order; the last stays last, for it is the cursor of some vendors.</summary>
    OutOfOrder,

    /// <summary>The token of a call stops working at that call.</summary>
    TokenExpired,

    /// <summary>Some records cannot be mapped.</summary>
    BrokenRecords,

    /// <summary>Webhooks are not sent, and the vendor does not notice.</summary>
    DropWebhooks,

    /// <summary>Webhooks are sent twice.</summary>
    DuplicateWebhooks,
}

/// <summary>The kind of record that <see cref="FaultKind.BrokenRecords"/> breaks.</summary>
internal enum BrokenEntity
{
    Bookings,
    Guests,
    Rooms,
    Availability,
    Maintenance,
    HousekeepingTasks,
}

/// <summary>What shall go wrong, where and how often. Without count, duration and probability: every time until it is deleted.</summary>
internal sealed record FaultOrder
{
    /// <summary>All properties of this vendor. Either this or <see cref="Property"/>.</summary>
    public string? Vendor { get; init; }

    public string? Property { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>How often at most.</summary>
    public int? Count { get; init; }

    /// <summary>How long from now.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Chance per call, above 0 to 1.</summary>
    public double? Probability { get; init; }

    /// <summary>Only calls whose path contains this.</summary>
    public string? Path { get; init; }

    /// <summary>Slow: how much longer. Default 5 s.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>RateLimitStorm: the wait told to the caller where the vendor tells one. Default 1 s.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>ClockSkew: how far ahead the vendor's clock is. Default -10 min.</summary>
    public TimeSpan? Skew { get; init; }

    /// <summary>BrokenRecords: how many of the property's records. Duplicate: how many of a page. Default 3.</summary>
    public int? Records { get; init; }

    /// <summary>BrokenRecords: which. Default bookings.</summary>
    public BrokenEntity Entity { get; init; }

    /// <summary>HugeJson: length of the member. Default 64 MiB, at most 1 GiB.</summary>
    public long? Bytes { get; init; }
}

/// <summary>A fault in force: knows whether it strikes and how often it has.</summary>
internal sealed class Fault(int id, FaultOrder order, DateTimeOffset since)
{
    private int _asked;
    private int _fired;

    public int Id { get; } = id;

    public FaultOrder Order { get; } = order;

    public DateTimeOffset Since { get; } = since;

    public int Fired => Volatile.Read(ref _fired);

    public bool IsOver(DateTimeOffset now) => Order.Duration is { } duration && now >= Since + duration || Order.Count is { } count && Fired >= count;

    /// <summary>Whether it concerns a call to this path.</summary>
    public bool Concerns(string path) => Order.Path is not { Length: > 0 } part || path.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Strikes, when it is in force and chance has it so.</summary>
    public bool TryFire(string path, DateTimeOffset now)
    {
        if (!Concerns(path) || IsOver(now))
            return false;
        if (Order.Probability is { } probability && Dice.Of((ulong)Id, 77, Interlocked.Increment(ref _asked), 1_000_000) >= probability * 1_000_000)
            return false;
        if (Interlocked.Increment(ref _fired) <= (Order.Count ?? int.MaxValue))
            return true;
        Interlocked.Decrement(ref _fired);
        return false;
    }

    public void Count(int times) => Interlocked.Add(ref _fired, times);
}
