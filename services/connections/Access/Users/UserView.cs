using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Users;

/// <summary>A role at a place.</summary>
/// <param name="Role">What.</param>
/// <param name="HotelId">Where; null for the whole organisation.</param>
internal sealed record RoleAt(Role Role, string? HotelId = null);

/// <summary>A user as colleagues with the permission see him. Roles at hotels of others are left out.</summary>
internal sealed record UserView
{
    public required string Id { get; init; }

    public required string Email { get; init; }

    public string? Name { get; init; }

    public required IReadOnlyList<RoleAt> Roles { get; init; }

    public required bool IsDisabled { get; init; }

    public required bool IsLocked { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastLoginAt { get; init; }

    public static UserView Of(AccessUser user, IEnumerable<RoleGrant> grants, DateTimeOffset now) => new()
    {
        Id = user.Id,
        Email = user.UserName ?? "",
        Name = user.Name,
        Roles = [.. grants.Where(grant => grant.UserId == user.Id).OrderBy(grant => grant.HotelId, StringComparer.Ordinal).Select(grant => new RoleAt(grant.Role, grant.HotelId))],
        IsDisabled = user.IsDisabled,
        IsLocked = user.LockoutEnd > now,
        CreatedAt = user.CreatedAt,
        LastLoginAt = user.LastLoginAt,
    };
}
