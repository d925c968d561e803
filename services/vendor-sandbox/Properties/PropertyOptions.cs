namespace PmsPlatform.VendorSandbox.Properties;

/// <summary>What one simulated property is made of; the same values give the same world.</summary>
internal sealed record PropertyOptions
{
    /// <summary>Slug of the vendor: <c>mews</c>, <c>hostaway</c>, <c>custom</c> or <c>mock</c>.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>Name in the admin API: lower-case letters, digits, dashes.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name guests know. Default: the id.</summary>
    public string? Name { get; init; }

    /// <summary>IANA time zone. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>ISO 4217 code. Default EUR.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>Decides everything that is left to chance. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Bookings as the vendor shows them. Default 200, at most 1,000,000.</summary>
    public int Bookings { get; init; } = 200;

    /// <summary>The hotel's day the world is a picture of, at noon; the vendor's clock runs on from there. Default: now, and the vendor's clock is right.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Credentials by the vendor's names. Missing ones are derived from the id.</summary>
    public IReadOnlyDictionary<string, string> Credentials { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Rate limits are multiplied by this; 0 = none. Default: the sandbox's.</summary>
    public double? RateLimitScale { get; init; }

    /// <summary>Mews only: prices exclude tax. Default false.</summary>
    public bool NetPricing { get; init; }

    /// <summary>Mews only: one order item for every night, as the vendor posts them; false = one item for the whole stay. Default true.</summary>
    public bool NightlyCharges { get; init; } = true;
}
