using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>What the platform must know of a vendor before anything is connected. Wizard, validation and README tables come from here.</summary>
public sealed record ConnectorDescriptor
{
    /// <summary>Lower-case name in addresses, schemas, metrics and configuration. Fixed for ever.</summary>
    public required string Slug { get; init; }

    /// <summary>The vendor's name as people know it.</summary>
    public required string Name { get; init; }

    /// <summary>The vendor's production address; a connection's endpoint overrides it.</summary>
    public required Uri DefaultEndpoint { get; init; }

    /// <summary>The vendor's API documentation.</summary>
    public required Uri Documentation { get; init; }

    /// <summary>What a hotel must enter.</summary>
    public required IReadOnlyList<SettingDescriptor> Settings { get; init; }

    /// <summary>The vendor's limits; a call must fit into all of them.</summary>
    public required IReadOnlyList<RateWindow> Limits { get; init; }

    /// <summary>Names of the settings that together tell one vendor account from another; calls of one account share its limits.</summary>
    public required IReadOnlyList<string> AccountSettings { get; init; }

    /// <summary>Name of the setting that holds the vendor's id of the property, where one account has several. Null where an account is one property.</summary>
    public string? PropertySetting { get; init; }

    /// <summary>
    /// How far before the last watermark an incremental read begins, against late commits at the vendor and a clock of its that is behind ours: a vendor
    /// whose clock is further behind than this loses changes.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether availability takes a call for each room type, so that it is worth reading less often than where one call tells of all.</summary>
    public bool AvailabilityByRoomType { get; init; }

    /// <summary>What a hotelier reads before, while and after he connects this PMS.</summary>
    public VendorGuide Guide { get; init; } = new();

    /// <summary>Whether a hotel may override fields of the mapping; false where the mapping is itself a setting.</summary>
    public bool TakesFieldOverrides { get; init; } = true;

    /// <summary>Whether bookings may be posted in the vendor-neutral form, <c>POST /api/pms/{vendor}/bookings</c>.</summary>
    public bool TakesNeutralBookings { get; init; }
}

/// <summary>One setting of a connection.</summary>
public sealed record SettingDescriptor
{
    /// <summary>Name in configuration, camelCase.</summary>
    public required string Name { get; init; }

    /// <summary>What a person reads beside the field.</summary>
    public required string Label { get; init; }

    /// <summary>Where the value is found at the vendor, in one or two sentences.</summary>
    public required string Guidance { get; init; }

    /// <summary>True for credentials: never shown, logged or returned.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether the connection works without it.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Used when nothing is entered. Null for none.</summary>
    public string? Default { get; init; }

    /// <summary>What a value looks like, as a regular expression over the whole of it. Only where the vendor's documentation says so; null for anything.</summary>
    public string? Pattern { get; init; }

    /// <summary>The same in words, as in <c>digits only</c>.</summary>
    public string? PatternHint { get; init; }
}

/// <summary>At most so many calls within any span of so long.</summary>
/// <param name="Calls">Calls allowed.</param>
/// <param name="Per">Length of the sliding window.</param>
/// <param name="Scope">Who shares the window.</param>
public sealed record RateWindow(int Calls, TimeSpan Per, RateScope Scope = RateScope.Account);

/// <summary>Who shares a rate window.</summary>
public enum RateScope
{
    /// <summary>All connections with the same account settings.</summary>
    Account,

    /// <summary>All connections to this vendor from this network address.</summary>
    Address,
}
