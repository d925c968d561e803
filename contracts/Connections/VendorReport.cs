namespace PmsPlatform.Contracts.Connections;

/// <summary>What a connector says of its vendor when it starts: the registry checks and shows connections by it. Declared once, in the connector.</summary>
public sealed record VendorReport
{
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
}

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
}

/// <summary>One feed that can be scheduled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cron">Its rhythm when nothing is set, five fields in hotel time; empty for a feed that is read on demand.</param>
public sealed record VendorFeed(string Name, string Cron);
