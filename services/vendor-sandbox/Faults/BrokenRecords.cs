using System.Collections.Frozen;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Faults;

/// <summary>How a record is broken; each is something no mapping can make good.</summary>
internal enum BrokenHow
{
    /// <summary>The record has no id.</summary>
    MissingId,

    /// <summary>A date that is in no calendar.</summary>
    ImpossibleDates,

    /// <summary>A value of another JSON type than documented.</summary>
    WrongType,

    /// <summary>An amount in a currency that does not exist.</summary>
    UnknownCurrency,
}

/// <summary>Which records of a property are broken and how. The choice depends on the property and the number asked for alone.</summary>
internal sealed class BrokenRecords
{
    private readonly FrozenDictionary<int, BrokenHow> _how;

    private BrokenRecords(Fault fault, IEnumerable<KeyValuePair<int, BrokenHow>> how)
    {
        Fault = fault;
        _how = how.ToFrozenDictionary();
    }

    public Fault Fault { get; }

    public IReadOnlyDictionary<int, BrokenHow> All => _how;

    public BrokenHow? Of(int record) => _how.TryGetValue(record, out var how) ? how : null;

    public static BrokenRecords Choose(Property property, Fault fault)
    {
        var world = property.World;
        var wanted = fault.Order.Records ?? 3;
        var own = property.Vendor as IKeepsRecords;
        var candidates = own?.Breakable(property, fault.Order.Entity) ?? fault.Order.Entity switch
        {
            BrokenEntity.Guests => Enumerable.Range(0, world.GuestCount).Where(guest => world.Guest(guest).MergedInto < 0),
            BrokenEntity.Rooms => Enumerable.Range(0, world.Rooms.Rooms.Count),
            BrokenEntity.Availability => Enumerable.Range(0, world.Rooms.Groups.Count),
            BrokenEntity.Maintenance => Enumerable.Range(0, world.Outages.Count),
            BrokenEntity.HousekeepingTasks => world.Upkeep.Chores().Select(chore => chore.Number),
            _ => Enumerable.Range(0, world.StayCount).Where(stay => world.IsVisible(stay) && world.Stay(stay).Nights > 0 && world.Stay(stay).Status != StayStatus.Blocked),
        };
        var kinds = fault.Order.Entity == BrokenEntity.Bookings ? Enum.GetValues<BrokenHow>() : [BrokenHow.MissingId, BrokenHow.WrongType];
        var chosen = candidates
            .OrderBy(record => Dice.Of(property.Seed, 78 + (ulong)fault.Order.Entity, record))
            .Take(wanted)
            .Select((record, rank) => (record, how: kinds[rank % kinds.Length]))
            .Select(pair => KeyValuePair.Create(pair.record, CannotBe(pair.record, pair.how) ? BrokenHow.WrongType : pair.how));
        return new BrokenRecords(fault, chosen);

        // Two ways need another instead. Where the last record's id is the cursor, the one changed longest ago ends the listing: without an id nobody could go on.
        // And where each room is a booking charged by items, a stay that is off may have none but cancelled ones, whose currency nobody has to read.
        bool CannotBe(int record, BrokenHow how) => own is null && fault.Order.Entity == BrokenEntity.Bookings && how switch
        {
            BrokenHow.MissingId => !world.Order.Shape.BookingPerRoom && world.Changed.Count > 0 && record == world.Changed[0],
            BrokenHow.UnknownCurrency => world.Order.Shape.BookingPerRoom && world.Stay(record).Status is StayStatus.Cancelled or StayStatus.NoShow,
            _ => false,
        };
    }
}
