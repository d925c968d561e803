namespace PmsPlatform.Connections.Hotels;

/// <summary>Which hotel a property of a vendor account is.</summary>
internal sealed class PropertyMapping : IVersioned
{
    /// <summary>The account where the hotelier has one only.</summary>
    public const string MainAccount = "main";

    public required string OrganizationId { get; init; }

    public required string Vendor { get; init; }

    /// <summary>The hotelier's name for the vendor account; never a credential.</summary>
    public required string Account { get; init; }

    /// <summary>The vendor's id.</summary>
    public required string PropertyId { get; init; }

    public required string HotelId { get; set; }

    /// <summary>The connection that reads the property; null until there is one.</summary>
    public string? ConnectionId { get; set; }

    public long Version { get; set; } = 1;

    public required DateTimeOffset ChangedAt { get; set; }
}
