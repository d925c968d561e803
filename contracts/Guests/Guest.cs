namespace PmsPlatform.Contracts.Guests;

/// <summary>A person the vendor keeps a profile of, or whose data travels inside a booking where the vendor keeps none.</summary>
public sealed record Guest
{
    /// <summary>The vendor's id, unique within the connection. Where the vendor has no guest entity, the connector's README says what stands in.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Given name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Family name; further family names follow after a blank.</summary>
    public string? LastName { get; init; }

    /// <summary>Title as given, as in Mister or Dr.</summary>
    public string? Title { get; init; }

    /// <summary>E-mail addresses, the preferred one first.</summary>
    public IReadOnlyList<GuestEmail> Emails { get; init => field = value ?? []; } = [];

    /// <summary>Telephone numbers, the preferred one first.</summary>
    public IReadOnlyList<GuestPhone> Phones { get; init => field = value ?? []; } = [];

    /// <summary>Preferred language, BCP 47, as in <c>pt-PT</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Nationality, ISO 3166-1 alpha-2, upper case.</summary>
    public string? Nationality { get; init; }

    /// <summary>Date of birth.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>The hotel treats this guest with special attention.</summary>
    public bool Vip { get; init; }

    /// <summary>Membership in a loyalty programme. Null when there is none.</summary>
    public GuestLoyalty? Loyalty { get; init; }

    /// <summary>Stays so far at this hotel. Null when the vendor does not count.</summary>
    public int? TotalStays { get; init; }

    /// <summary>Wishes that outlive a stay.</summary>
    public IReadOnlyList<GuestPreference> Preferences { get; init => field = value ?? []; } = [];

    /// <summary>The guest asked not to be contacted, or the hotel bars it.</summary>
    public bool DoNotContact { get; init; }

    /// <summary>The profile this one was merged into. Null for a profile that stands on its own.</summary>
    public string? MergedIntoExternalId { get; init; }

    /// <summary>When the vendor last changed the profile, vendor clock, UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>What has no canonical field, by the vendor's own names. Null when there is nothing.</summary>
    public IReadOnlyDictionary<string, string>? Extensions { get; init; }
}

/// <summary>An e-mail address of a guest.</summary>
/// <param name="Address">As given.</param>
/// <param name="IsRelay">True for a channel's relay address, which may stop working after the stay.</param>
public sealed record GuestEmail(string Address, bool IsRelay = false);

/// <summary>A telephone number of a guest.</summary>
/// <param name="AsGiven">As the vendor wrote it.</param>
/// <param name="E164">With country code, as in <c>+351210550140</c>; null when it cannot be derived with certainty.</param>
public sealed record GuestPhone(string AsGiven, string? E164 = null);

/// <summary>Membership in a loyalty programme.</summary>
/// <param name="Programme">Name of the programme; null when the vendor keeps only one.</param>
/// <param name="Tier">Level within the programme.</param>
/// <param name="Number">Membership number.</param>
public sealed record GuestLoyalty(string? Programme, string? Tier, string? Number);

/// <summary>A wish that outlives a stay.</summary>
/// <param name="Category">A short word, as in <c>diet</c>, <c>room</c>, <c>note</c>.</param>
/// <param name="Value">The wish in the vendor's words.</param>
public sealed record GuestPreference(string Category, string Value);
