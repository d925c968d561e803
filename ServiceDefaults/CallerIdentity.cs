using System.Collections.Frozen;

namespace PmsPlatform.ServiceDefaults;

/// <summary>What kind of caller an identity stands for.</summary>
public enum CallerKind
{
    /// <summary>A machine with an API key.</summary>
    ApiKey,

    /// <summary>A person who signed in.</summary>
    User,

    /// <summary>One of our own services: on its own behalf without hotels, or on behalf of a connection with that hotel.</summary>
    Service,

    /// <summary>Nobody known yet: somebody who signs in. Has no hotels.</summary>
    Stranger,
}

/// <summary>Who asks, as the gateway found out.</summary>
/// <param name="Subject">The API key's, the user's or the service's name; goes to logs and audit. Never an e-mail address.</param>
/// <param name="HotelIds">The hotels the caller may see and change; everything else does not exist for him.</param>
public sealed record CallerIdentity(string Subject, IReadOnlyList<string> HotelIds)
{
    /// <summary>What kind of caller this is.</summary>
    public CallerKind Kind { get; init; } = CallerKind.ApiKey;

    /// <summary>Id of the key or the user; null for a configured key and for a service.</summary>
    public string? Id { get; init; }

    /// <summary>The organisation the key or the user belongs to; null for a configured key and for a service.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>What the caller may do in the whole organisation, also at hotels that are yet to come. None for whoever is bound to single hotels.</summary>
    public Permission OrganizationGrant { get; init; }

    /// <summary>The client's IP address as the gateway saw it; null when unknown. For audit and limits.</summary>
    public string? Address { get; init; }

    /// <summary>
    /// What the caller may do at each of <see cref="HotelIds"/>. Null means everything at all of them: a configured key without scopes. A hotel that is
    /// missing here grants nothing.
    /// </summary>
    public IReadOnlyDictionary<string, Permission>? Grants { get; init; }

    /// <summary>True when the hotel is one of the caller's. Answer 404 when it is not: the caller must not learn that it exists.</summary>
    public bool MaySee(string hotelId) => HotelIds.Contains(hotelId, StringComparer.Ordinal);

    /// <summary>What the caller may do at a hotel: nothing at one that is not his.</summary>
    public Permission At(string hotelId)
    {
        if (!MaySee(hotelId))
            return Permission.None;
        return Grants is null ? Permissions.All : Grants.TryGetValue(hotelId, out var granted) ? granted : Permission.None;
    }

    /// <summary>True when the caller may do all of this at the hotel.</summary>
    public bool May(Permission permission, string hotelId) => permission is not Permission.None && At(hotelId).HasFlag(permission);

    /// <summary>True when the caller may do all of this in his whole organisation, as making a hotel.</summary>
    public bool MayInOrganization(Permission permission) =>
        permission is not Permission.None && OrganizationId is not null && OrganizationGrant.HasFlag(permission);

    /// <summary>The same caller with those hotels only at which he may do all of this, and with what counts for the organisation only when that holds all of it.</summary>
    public CallerIdentity NarrowedTo(Permission permission)
    {
        var narrowed = HotelIds.All(hotel => May(permission, hotel)) ? this : At([.. HotelIds.Where(hotel => May(permission, hotel))]);
        return OrganizationGrant is Permission.None || MayInOrganization(permission) ? narrowed : narrowed with { OrganizationGrant = Permission.None };
    }

    /// <summary>The same caller at some of his hotels, which he may name; those that are not his are left out. Nothing counts for the organisation any more.</summary>
    public CallerIdentity OnlyAt(IEnumerable<string> hotelIds) =>
        At([.. hotelIds.Where(MaySee).Distinct(StringComparer.Ordinal)]) with { OrganizationGrant = Permission.None };

    private CallerIdentity At(IReadOnlyList<string> hotelIds) => this with
    {
        HotelIds = hotelIds,
        Grants = Grants is null ? null : hotelIds.ToFrozenDictionary(hotel => hotel, At, StringComparer.Ordinal),
    };
}
