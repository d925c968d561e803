using Microsoft.AspNetCore.Identity;

namespace PmsPlatform.Connections.Access;

/// <summary>A person who signs in. The user name is the e-mail address. Belongs to one organisation.</summary>
internal sealed class AccessUser : IdentityUser<string>
{
    public required string OrganizationId { get; init; }

    /// <summary>What colleagues call him; null when not told.</summary>
    public string? Name { get; set; }

    /// <summary>True when he may not sign in any more. The row stays: others were invited by him.</summary>
    public bool IsDisabled { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastLoginAt { get; set; }

    public static string NewId() => $"usr_{Guid.CreateVersion7():N}";
}
