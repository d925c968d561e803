namespace PmsPlatform.Connectors.Mews;

/// <summary>The body of every read: credentials, filters, page. Null members are left out.</summary>
internal sealed record MewsQuery
{
    public string? ClientToken { get; init; }
    public string? AccessToken { get; init; }
    public string? Client { get; init; }
    public IReadOnlyList<string>? ServiceIds { get; init; }
    public IReadOnlyList<string>? ReservationIds { get; init; }
    public IReadOnlyList<string>? ServiceOrderIds { get; init; }
    public IReadOnlyList<string>? CustomerIds { get; init; }
    public IReadOnlyList<string>? Emails { get; init; }
    public IReadOnlyList<string>? FirstNames { get; init; }
    public IReadOnlyList<string>? LastNames { get; init; }
    public IReadOnlyList<string>? ResourceCategoryIds { get; init; }
    public IReadOnlyList<string>? Ids { get; init; }
    public IReadOnlyList<string>? States { get; init; }
    public IReadOnlyList<string>? AccountingStates { get; init; }
    public IReadOnlyList<string>? ActivityStates { get; init; }
    public MewsInterval? UpdatedUtc { get; init; }
    public MewsInterval? CreatedUtc { get; init; }
    public MewsInterval? ClosedUtc { get; init; }
    public MewsInterval? DeadlineUtc { get; init; }
    public MewsInterval? ScheduledStartUtc { get; init; }
    public MewsInterval? ScheduledEndUtc { get; init; }
    public MewsInterval? CollidingUtc { get; init; }
    public string? ServiceId { get; init; }
    public string? RateId { get; init; }
    public string? FirstTimeUnitStartUtc { get; init; }
    public string? LastTimeUnitStartUtc { get; init; }
    public IReadOnlyList<string>? Metrics { get; init; }
    public MewsExtent? Extent { get; init; }
    public MewsLimitation? Limitation { get; init; }

    /// <summary>The name only: the credentials are among the members.</summary>
    public override string ToString() => nameof(MewsQuery);
}

/// <summary>Start inclusive, end exclusive, at most three months.</summary>
internal sealed record MewsInterval(string StartUtc, string EndUtc);

internal sealed record MewsLimitation(int Count, string? Cursor = null);

/// <summary>Which related entities an older operation shall send; each operation knows some of them.</summary>
internal sealed record MewsExtent
{
    public bool? Customers { get; init; }
    public bool? Addresses { get; init; }
    public bool? Reservations { get; init; }
    public bool? ReservationGroups { get; init; }
    public bool? Resources { get; init; }
    public bool? Inactive { get; init; }
    public bool? Rates { get; init; }
    public bool? AvailabilityBlockAssignments { get; init; }
}
