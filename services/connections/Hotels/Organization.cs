namespace PmsPlatform.Connections.Hotels;

/// <summary>Who owns hotels: a chain, or a single house.</summary>
internal sealed class Organization : IVersioned
{
    public required string OrganizationId { get; init; }

    public required string Name { get; set; }

    public long Version { get; set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }
}
