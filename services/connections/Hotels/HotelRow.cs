using PmsPlatform.Contracts.Hotels;

namespace PmsPlatform.Connections.Hotels;

/// <summary>One hotel as it is stored.</summary>
internal sealed class HotelRow : IVersioned
{
    public required string HotelId { get; init; }

    public required string OrganizationId { get; init; }

    public required string Slug { get; set; }

    public required string Name { get; set; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; set; }

    public long Version { get; set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    public Hotel ToHotel() => new() { Id = HotelId, Slug = Slug, Name = Name, TimeZone = TimeZone, Currency = Currency };
}
