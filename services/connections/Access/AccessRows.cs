using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access;

/// <summary>What a user is at a hotel, or in the whole organisation.</summary>
internal sealed class RoleGrant
{
    public Guid RoleGrantId { get; init; } = Guid.CreateVersion7();

    public required string UserId { get; init; }

    public required string OrganizationId { get; init; }

    /// <summary>Null for the whole organisation.</summary>
    public string? HotelId { get; init; }

    public required Role Role { get; set; }

    /// <summary>Id of the user or key that gave it.</summary>
    public required string GrantedBy { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }
}

/// <summary>One sign-in, with all its refreshes.</summary>
internal sealed class Session
{
    public Guid SessionId { get; init; } = Guid.CreateVersion7();

    public required string UserId { get; init; }

    public required string OrganizationId { get; init; }

    public string? Address { get; init; }

    /// <summary>Counts the refreshes.</summary>
    public int Generation { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset RefreshedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>A word to somebody who is not yet a user.</summary>
internal sealed class Invitation
{
    public Guid InvitationId { get; init; } = Guid.CreateVersion7();

    public required string OrganizationId { get; init; }

    /// <summary>The e-mail address.</summary>
    public required string UserName { get; init; }

    public string? HotelId { get; init; }

    public required Role Role { get; init; }

    public required byte[] TokenHash { get; init; }

    public required string InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; set; }
}

/// <summary>How the first owner comes in.</summary>
internal sealed class SetupLink
{
    public required byte[] TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A machine's key.</summary>
internal sealed class MachineKey
{
    public required string KeyId { get; init; }

    public required string OrganizationId { get; init; }

    public required string Name { get; set; }

    /// <summary>The first letters of the key.</summary>
    public required string Prefix { get; init; }

    public required byte[] KeyHash { get; init; }

    /// <summary>Names of permissions.</summary>
    public required string[] Permissions { get; set; }

    /// <summary>True for all hotels of the organisation, also those to come.</summary>
    public required bool IsWhole { get; set; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? LastUsedFrom { get; init; }

    public List<MachineKeyHotel> Hotels { get; init; } = [];
}

/// <summary>A hotel that a key opens.</summary>
internal sealed class MachineKeyHotel
{
    public required string KeyId { get; init; }

    public required string OrganizationId { get; init; }

    public required string HotelId { get; init; }
}
