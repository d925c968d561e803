namespace PmsPlatform.Contracts.Connections;

/// <summary>What a connector says of its vendor when it starts: the registry checks and shows connections by it. Declared once, in the connector.</summary>
public sealed record VendorReport
{
    /// <summary>Among <see cref="Capabilities"/> where a hotel may override fields of the mapping.</summary>
    public const string FieldOverrides = "field-overrides";

    /// <summary>The vendor's slug.</summary>
    public required string Slug { get; init; }

    /// <summary>The vendor's name as people know it.</summary>
    public required string Name { get; init; }

    /// <summary>The vendor's production address.</summary>
    public required Uri DefaultEndpoint { get; init; }

    /// <summary>The vendor's API documentation.</summary>
    public required Uri Documentation { get; init; }

    /// <summary>What a hotel enters, in the order of the form.</summary>
    public required IReadOnlyList<VendorSetting> Settings { get; init; }

    /// <summary>Name of the setting that holds the vendor's id of the property, where one account has several; null where there is none.</summary>
    public string? PropertySetting { get; init; }

    /// <summary>The feeds that can be scheduled.</summary>
    public required IReadOnlyList<VendorFeed> Feeds { get; init; }

    /// <summary>What the vendor can do, as in <c>reads-bookings</c>, <c>receives-webhooks</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init => field = value ?? []; } = [];

    /// <summary>The vendor's rate limits; a call must fit into all of them.</summary>
    public IReadOnlyList<VendorLimit> Limits { get; init => field = value ?? []; } = [];

    /// <summary>What a hotelier must have and do, and what may go wrong.</summary>
    public VendorGuide Guide { get; init => field = value ?? new(); } = new();
}

/// <summary>At most so many calls in so many seconds.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Seconds">Length of the sliding window.</param>
/// <param name="Scope"><c>account</c>, or <c>address</c> when all accounts of one network address share it.</param>
public sealed record VendorLimit(int Calls, int Seconds, string Scope);

/// <summary>What a hotelier reads before, while and after he connects a PMS. Sentences for people, in English.</summary>
public sealed record VendorGuide
{
    /// <summary>What the hotel needs at the vendor: a plan, a right, a partner's approval.</summary>
    public IReadOnlyList<string> Requirements { get; init => field = value ?? []; } = [];

    /// <summary>From nothing to a connection, one step each.</summary>
    public IReadOnlyList<string> SetUp { get; init => field = value ?? []; } = [];

    /// <summary>What to do once it works.</summary>
    public IReadOnlyList<string> NextSteps { get; init => field = value ?? []; } = [];

    /// <summary>What goes wrong at this vendor in its own way. For what is not here the general advice stands.</summary>
    public IReadOnlyList<VendorProblem> Problems { get; init => field = value ?? []; } = [];
}

/// <summary>One thing that goes wrong.</summary>
/// <param name="Fault">How it shows.</param>
/// <param name="Cause">What it most often means at this vendor.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record VendorProblem(ConnectionFault Fault, string Cause, string Fix);

/// <summary>One field of a vendor's form.</summary>
public sealed record VendorSetting
{
    /// <summary>Name, camelCase.</summary>
    public required string Name { get; init; }

    /// <summary>What a person reads beside the field.</summary>
    public required string Label { get; init; }

    /// <summary>Where the value is found at the vendor.</summary>
    public required string Guidance { get; init; }

    /// <summary>True for credentials: never shown, logged or returned.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether the connection works without it.</summary>
    public bool Required { get; init; }

    /// <summary>Used when nothing is entered. Null for none.</summary>
    public string? Default { get; init; }

    /// <summary>What a value looks like, as a regular expression over the whole of it; null for anything.</summary>
    public string? Pattern { get; init; }

    /// <summary>The same in words, as in <c>digits only</c>. There when there is a pattern.</summary>
    public string? PatternHint { get; init; }
}

/// <summary>One feed that can be scheduled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cron">Its rhythm when nothing is set, five fields in hotel time; empty for a feed that is read on demand.</param>
public sealed record VendorFeed(string Name, string Cron);
