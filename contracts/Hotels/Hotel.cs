namespace PmsPlatform.Contracts.Hotels;

/// <summary>One business unit with one time zone. Today, arrivals and in-house are computed in that zone, never in UTC.</summary>
public sealed record Hotel
{
    /// <summary>Stable id; every row and event carries it.</summary>
    public required string Id { get; init; }

    /// <summary>Short name in addresses: lower-case letters, digits, hyphens.</summary>
    public required string Slug { get; init; }

    /// <summary>Name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>IANA time zone, as in <c>Europe/Budapest</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The currency it keeps its books in, ISO 4217.</summary>
    public required string Currency { get; init; }
}
