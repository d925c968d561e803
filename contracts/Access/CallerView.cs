namespace PmsPlatform.Contracts.Access;

/// <summary>Who the caller is and what he may do, <c>GET /api/users/me</c>: for whoever must know which buttons to show. What counts is decided anew at every call.</summary>
public sealed record CallerView
{
    /// <summary><c>ApiKey</c> or <c>User</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the key or the user; null for a configured key.</summary>
    public string? Id { get; init; }

    /// <summary>The user's e-mail address; null for a key.</summary>
    public string? Email { get; init; }

    /// <summary>The user's name when told, the key's name.</summary>
    public string? Name { get; init; }

    /// <summary>The organisation; null for a configured key.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>What is allowed in the whole organisation, as <c>ManageHotel</c>; empty for whoever is bound to single hotels.</summary>
    public required IReadOnlyList<string> OrganizationPermissions { get; init; }

    /// <summary>What is allowed at each hotel. Empty for a Guest.</summary>
    public required IReadOnlyList<HotelPermissions> Hotels { get; init; }
}

/// <summary>What a caller may do at one hotel.</summary>
/// <param name="HotelId">The hotel.</param>
/// <param name="Permissions">Names, as <c>ViewData</c>.</param>
public sealed record HotelPermissions(string HotelId, IReadOnlyList<string> Permissions);
