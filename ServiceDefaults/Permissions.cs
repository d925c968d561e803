using System.Diagnostics.CodeAnalysis;

namespace PmsPlatform.ServiceDefaults;

/// <summary>What a caller may do at a hotel. Bits are stored and travel in signed identities: a bit may be added, never given another meaning.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "The suffix is kept for code access security, which is gone; no other word says it.")]
public enum Permission
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See bookings, guests, rooms, runs, the inbox without payloads, and which connections there are.</summary>
    ViewData = 1,

    /// <summary>Start syncs, work deliveries and quarantined records off again.</summary>
    Sync = 1 << 1,

    /// <summary>Write to the PMS.</summary>
    WriteBack = 1 << 2,

    /// <summary>See what a vendor delivered, as it was delivered.</summary>
    ViewPayloads = 1 << 3,

    /// <summary>Connect, change and disconnect a PMS; schedules, mappings, credentials.</summary>
    ManageConnections = 1 << 4,

    /// <summary>Make and change hotels.</summary>
    ManageHotel = 1 << 5,

    /// <summary>Invite users, give roles, make and revoke API keys.</summary>
    ManageAccess = 1 << 6,

    /// <summary>Read the audit log.</summary>
    ViewAudit = 1 << 7,

    /// <summary>Export and erase what is held about a guest; retention.</summary>
    ManagePrivacy = 1 << 8,
}

/// <summary>What a user is at a hotel or in a whole organisation, from least to most. Stored as text.</summary>
public enum Role
{
    /// <summary>Knows of the hotel, sees nothing.</summary>
    Guest,

    /// <summary>Works with guests: sees, syncs, writes to the PMS.</summary>
    Staff,

    /// <summary>Runs a hotel's connections.</summary>
    Manager,

    /// <summary>Everything, but makes no owners.</summary>
    Admin,

    /// <summary>Everything. Only an owner makes or unmakes owners.</summary>
    Owner,
}

/// <summary>The one table of who may do what. docs/security.md shows the same one.</summary>
public static class Permissions
{
    /// <summary>Every permission there is.</summary>
    public const Permission All = Permission.ViewData | Permission.Sync | Permission.WriteBack | Permission.ViewPayloads | Permission.ManageConnections
        | Permission.ManageHotel | Permission.ManageAccess | Permission.ViewAudit | Permission.ManagePrivacy;

    /// <summary>What a role may do. Nothing for a value that is no role.</summary>
    public static Permission Of(Role role) => role switch
    {
        Role.Owner or Role.Admin => All,
        Role.Manager => Of(Role.Staff) | Permission.ViewPayloads | Permission.ManageConnections | Permission.ViewAudit,
        Role.Staff => Permission.ViewData | Permission.Sync | Permission.WriteBack,
        _ => Permission.None,
    };

    /// <summary>Whether a caller may give or take a role: nobody gives more than he has, and only an owner makes owners.</summary>
    /// <param name="giver">What the caller may do where the role is to count.</param>
    /// <param name="giverIsOwner">Whether he is an owner there; a key never is.</param>
    /// <param name="role">The role.</param>
    public static bool MayGive(Permission giver, bool giverIsOwner, Role role) =>
        giver.HasFlag(Permission.ManageAccess) && giver.HasFlag(Of(role)) && (role is not Role.Owner || giverIsOwner);

    /// <summary>The names of the bits, in the order of the enum; empty for none.</summary>
    public static IReadOnlyList<string> NamesOf(Permission permissions) =>
        [.. Enum.GetValues<Permission>().Where(one => one is not Permission.None && permissions.HasFlag(one)).Select(one => one.ToString())];

    /// <summary>The bits of some names. Names that are not known give nothing: a permission of a later version is not one of this.</summary>
    public static Permission Parse(IEnumerable<string>? names) =>
        (names ?? []).Aggregate(Permission.None, static (sum, name) => TryParse(name, out var one) ? sum | one : sum);

    /// <summary>The bit of one name, spelled as in the enum. False for others, for numbers and for <c>None</c>.</summary>
    public static bool TryParse(string? name, out Permission permission)
    {
        permission = Permission.None;
        return name is { Length: > 0 } && char.IsAsciiLetter(name[0]) && !name.Contains(',', StringComparison.Ordinal)
            && Enum.TryParse(name, ignoreCase: false, out permission) && permission is not Permission.None && Enum.IsDefined(permission);
    }
}
