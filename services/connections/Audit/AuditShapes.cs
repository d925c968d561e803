using System.Collections.Frozen;
using PmsPlatform.Connections.Access;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Links;
using PmsPlatform.Connections.Notices;
using PmsPlatform.Connections.Privacy;

namespace PmsPlatform.Connections.Audit;

/// <summary>What goes on record of a kind of row.</summary>
/// <param name="Noun">What it is called, as in <c>connection</c>.</param>
/// <param name="Id">Its id.</param>
internal sealed record AuditShape(string Noun, Func<object, string> Id)
{
    /// <summary>Members of which is told that they were set, changed or removed, and not what they are: secrets, and what is personal.</summary>
    public FrozenSet<string> Secret { get; init; } = [];

    /// <summary>Members that change by themselves.</summary>
    public FrozenSet<string> Silent { get; init; } = [];
}

/// <summary>What goes on record of every row that people change. Rows that are no configuration are named too: nothing is left out by being forgotten.</summary>
internal static class AuditShapes
{
    private static readonly FrozenSet<string> Clockwork = ["Version", "CreatedAt", "ChangedAt", "OrganizationId", "HotelId"];

    private static readonly FrozenDictionary<Type, AuditShape> Known = new Dictionary<Type, AuditShape>
    {
        [typeof(Organization)] = Of<Organization>("organization", row => row.OrganizationId),
        [typeof(HotelRow)] = Of<HotelRow>("hotel", row => row.HotelId),
        [typeof(PropertyMapping)] = Of<PropertyMapping>("mapping", row => $"{row.Vendor}/{row.Account}/{row.PropertyId}") with
        {
            // Which hotel a property is can be changed, and matters.
            Silent = [.. Clockwork.Where(name => name is not nameof(PropertyMapping.HotelId))],
        },
        [typeof(Link)] = Of<Link>("connection", row => row.ConnectionId) with { Secret = [nameof(Link.SealedSettings)] },
        [typeof(Schedule)] = Of<Schedule>("schedule", row => $"{row.ConnectionId}/{row.Feed}"),
        [typeof(AccessUser)] = Of<AccessUser>("user", row => row.Id) with
        {
            Secret = [nameof(AccessUser.UserName), nameof(AccessUser.Name), nameof(AccessUser.PasswordHash)],
            Silent =
            [
                .. Clockwork, nameof(AccessUser.Id), nameof(AccessUser.NormalizedUserName), nameof(AccessUser.SecurityStamp), nameof(AccessUser.ConcurrencyStamp),
                nameof(AccessUser.LastLoginAt), nameof(AccessUser.AccessFailedCount), nameof(AccessUser.LockoutEnd), nameof(AccessUser.LockoutEnabled),
            ],
        },
        [typeof(RoleGrant)] = Of<RoleGrant>("role", row => $"{row.Role} of {row.UserId}") with { Silent = [.. Clockwork, nameof(RoleGrant.RoleGrantId), nameof(RoleGrant.GrantedAt)] },
        [typeof(Invitation)] = Of<Invitation>("invitation", row => row.InvitationId.ToString()) with
        {
            Secret = [nameof(Invitation.UserName)],
            Silent = [.. Clockwork, nameof(Invitation.TokenHash)],
        },
        [typeof(MachineKey)] = Of<MachineKey>("key", row => row.KeyId) with { Silent = [.. Clockwork, nameof(MachineKey.KeyHash), nameof(MachineKey.LastUsedAt), nameof(MachineKey.LastUsedFrom)] },
        [typeof(MachineKeyHotel)] = Of<MachineKeyHotel>("key-hotel", row => $"{row.KeyId}/{row.HotelId}"),
        [typeof(NoticeTarget)] = Of<NoticeTarget>("notice-target", row => row.TargetId) with { Secret = [nameof(NoticeTarget.Address), nameof(NoticeTarget.SealedSecret)] },
        [typeof(Erasure)] = Of<Erasure>("erasure", row => row.ErasureId.ToString()) with { Silent = [.. Clockwork, nameof(Erasure.ErasureId), nameof(Erasure.RequestedAt), nameof(Erasure.CorrelationId)] },
    }.ToFrozenDictionary();

    /// <summary>Rows that are no configuration: what connectors report, sign-ins, which are told of by themselves, notices, and the log.</summary>
    public static FrozenSet<Type> Unrecorded { get; } = [typeof(LinkStatus), typeof(Session), typeof(SetupLink), typeof(AuditIntake), typeof(AuditRow), typeof(Notice), typeof(NoticeDelivery), typeof(ErasurePart)];

    /// <summary>Null for a row of which nothing is told.</summary>
    public static AuditShape? Find(Type row) => Known.GetValueOrDefault(row);

    private static AuditShape Of<T>(string noun, Func<T, string> id)
        where T : class => new(noun, row => id((T)row)) { Silent = Clockwork };
}
