namespace PmsPlatform.Connections.Access.Keys;

/// <summary>A machine's key, without what opens.</summary>
internal sealed record KeyView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The first letters of the key, by which people tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>True for all hotels of the organisation, also those to come.</summary>
    public required bool AllHotels { get; init; }

    /// <summary>The hotels it opens, when not all.</summary>
    public required IReadOnlyList<string> HotelIds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public string? LastUsedFrom { get; init; }

    /// <summary>The key itself: in the answer that makes it, and nowhere else.</summary>
    public string? Key { get; init; }

    public static KeyView Of(MachineKey key, string? text = null) => new()
    {
        Id = key.KeyId,
        Name = key.Name,
        Prefix = key.Prefix,
        Permissions = key.Permissions,
        AllHotels = key.IsWhole,
        HotelIds = [.. key.Hotels.Select(hotel => hotel.HotelId).Order(StringComparer.Ordinal)],
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
        LastUsedAt = key.LastUsedAt,
        LastUsedFrom = key.LastUsedFrom,
        Key = text,
    };

    // A record prints its members, and one of these is a secret.
    public override string ToString() => Id;
}
