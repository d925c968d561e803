using FsCheck;
using FsCheck.Fluent;

namespace PmsPlatform.ServiceDefaults.Tests.Access;

public sealed class PermissionTests
{
    private static readonly Permission[] Single = [.. Enum.GetValues<Permission>().Where(one => one is not Permission.None)];
    private static readonly Role[] Roles = Enum.GetValues<Role>();

    private static readonly Gen<Permission> Bits = Gen.Choose(0, (int)Permissions.All).Select(bits => (Permission)bits);
    private static readonly Gen<string> HotelIds = Gen.Choose(0, 5).Select(number => $"htl_{number}");

    private static readonly Gen<CallerIdentity> Callers =
        from hotels in HotelIds.ListOf().Select(list => list.Distinct(StringComparer.Ordinal).ToArray())
        from bits in Bits.ListOf(6)
        from everything in Gen.Elements(true, false)
        from whole in Bits
        from kind in Gen.Elements(Enum.GetValues<CallerKind>())
        select new CallerIdentity("caller", hotels)
        {
            Kind = kind,
            Id = "key_1",
            OrganizationId = "org_1",
            OrganizationGrant = whole,
            Address = "192.0.2.7",
            Grants = everything ? null : hotels.Zip(bits).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
        };

    [Fact]
    public void Narrowing_to_a_permission_never_widens_and_leaves_every_hotel_that_grants_it() => Holds(
        from caller in Callers from permission in Bits select (caller, permission),
        given =>
        {
            var narrowed = given.caller.NarrowedTo(given.permission);
            return narrowed.HotelIds.SequenceEqual(given.caller.HotelIds.Where(hotel => given.caller.May(given.permission, hotel)), StringComparer.Ordinal)
                && IsNoMore(narrowed, given.caller)
                && narrowed.HotelIds.All(hotel => narrowed.At(hotel) == given.caller.At(hotel));
        });

    [Fact]
    public void Narrowing_to_hotels_never_widens_and_ends_what_holds_for_the_organisation() => Holds(
        from caller in Callers from hotels in HotelIds.ListOf() select (caller, hotels),
        given =>
        {
            var narrowed = given.caller.OnlyAt(given.hotels);
            return IsNoMore(narrowed, given.caller)
                && narrowed.HotelIds.All(hotel => given.hotels.Contains(hotel, StringComparer.Ordinal))
                && Single.All(permission => !narrowed.MayInOrganization(permission));
        });

    [Fact]
    public void Narrowing_twice_in_either_order_is_narrowing_by_both() => Holds(
        from caller in Callers from first in Bits from second in Bits select (caller, first, second),
        given => given.first is Permission.None || given.second is Permission.None
            || given.caller.NarrowedTo(given.first).NarrowedTo(given.second).HotelIds.SequenceEqual(
                given.caller.NarrowedTo(given.second | given.first).HotelIds, StringComparer.Ordinal));

    [Fact]
    public void A_hotel_that_is_not_the_callers_grants_nothing() => Holds(
        from caller in Callers from hotel in HotelIds select (caller, hotel),
        given => given.caller.MaySee(given.hotel) || (given.caller.At(given.hotel) is Permission.None && Single.All(one => !given.caller.May(one, given.hotel))));

    [Fact]
    public void Nothing_is_a_permission_that_nobody_has() => Holds(
        Callers, caller => caller.HotelIds.All(hotel => !caller.May(Permission.None, hotel)) && !caller.MayInOrganization(Permission.None));

    [Fact]
    public void An_identity_says_the_same_after_its_way_through_the_header() => Holds(Callers, caller =>
    {
        var back = IdentityClaims.Of(caller, expires: 1).Identity();
        return back with { HotelIds = caller.HotelIds, Grants = caller.Grants } == caller
            && back.HotelIds.SequenceEqual(caller.HotelIds, StringComparer.Ordinal)
            && (back.Grants is null) == (caller.Grants is null)
            && caller.HotelIds.All(hotel => back.At(hotel) == caller.At(hotel));
    });

    [Fact]
    public void Names_of_permissions_are_read_back_and_unknown_ones_give_nothing() => Holds(
        Bits,
        bits => Permissions.Parse(Permissions.NamesOf(bits)) == bits && Permissions.Parse([.. Permissions.NamesOf(bits), "ViewEverything", "511", "ViewData,Sync", "viewdata", "None", ""]) == bits);

    [Fact]
    public void A_role_may_do_at_most_what_a_higher_one_may()
    {
        Assert.All(Roles.Zip(Roles.Skip(1)), pair => Assert.True(Permissions.Of(pair.Second).HasFlag(Permissions.Of(pair.First)), $"{pair.First} has more than {pair.Second}"));
        Assert.Equal(Permission.None, Permissions.Of(Role.Guest));
        Assert.Equal(Permissions.All, Permissions.Of(Role.Owner));
        Assert.Equal(Permission.None, Permissions.Of((Role)99));
    }

    [Fact]
    public void Connections_are_managed_by_managers_and_above_and_seen_by_staff_too()
    {
        Assert.Equal([Role.Manager, Role.Admin, Role.Owner], Roles.Where(role => Permissions.Of(role).HasFlag(Permission.ManageConnections)));
        Assert.Equal([Role.Staff, Role.Manager, Role.Admin, Role.Owner], Roles.Where(role => Permissions.Of(role).HasFlag(Permission.ViewData)));
        Assert.Equal([Role.Admin, Role.Owner], Roles.Where(role => Permissions.Of(role).HasFlag(Permission.ManageAccess)));
    }

    [Fact]
    public void Nobody_gives_more_than_he_has_and_only_owners_make_owners() => Holds(
        from giver in Bits from owner in Gen.Elements(true, false) from role in Gen.Elements(Roles) select (giver, owner, role),
        given => !Permissions.MayGive(given.giver, given.owner, given.role)
            || (given.giver.HasFlag(Permissions.Of(given.role) | Permission.ManageAccess) && (given.role is not Role.Owner || given.owner)));

    [Fact]
    public void Every_permission_has_a_bit_of_its_own()
    {
        Assert.All(Single, one => Assert.True(int.IsPow2((int)one)));
        Assert.Equal(Permissions.All, Single.Aggregate(Permission.None, (sum, one) => sum | one));
    }

    private static bool IsNoMore(CallerIdentity narrowed, CallerIdentity caller) =>
        narrowed.HotelIds.All(caller.MaySee) && narrowed.HotelIds.All(hotel => caller.At(hotel).HasFlag(narrowed.At(hotel)))
        && caller.OrganizationGrant.HasFlag(narrowed.OrganizationGrant) && narrowed.Subject == caller.Subject && narrowed.Id == caller.Id;

    private static void Holds<T>(Gen<T> given, Func<T, bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(given.ToArbitrary(), property));
}
