using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Tests.World;

public sealed class WorldTests
{
    [Fact]
    public void No_room_is_double_booked_in_any_world() => Prop.ForAll<int>(seed =>
    {
        using var world = WorldGenerator.Create(WorldOrders.Any(seed));
        House.IsInOrder(world);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_room_is_double_booked_after_any_modifications() => Prop.ForAll<int>(seed =>
    {
        var order = WorldOrders.Any(seed);
        using var world = WorldGenerator.Create(order);
        var dice = new Dice((ulong)seed);
        for (var day = 1; day <= 6; day++)
            new WorldModifier(world, Moment.From(order.AsOf.AddHours(day * 5)), dice.Next()).Modify((ModifyKind)dice.Below(7), 1 + dice.Below(40));
        House.IsInOrder(world);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Times_of_a_booking_follow_each_other_and_end_before_now() => Prop.ForAll<int>(seed =>
    {
        var order = WorldOrders.Any(seed);
        using var world = WorldGenerator.Create(order);
        var asOf = Moment.From(order.AsOf);
        for (var number = 0; number < world.StayCount; number++)
        {
            var stay = world.Stay(number);
            var created = world.BookingOf(number).Created;
            Assert.InRange(stay.Updated, created, asOf);
            Assert.True(stay.StartedAt == 0 || (stay.StartedAt >= created && stay.StartedAt <= asOf));
            Assert.True(stay.EndedAt == 0 || (stay.EndedAt > stay.StartedAt && stay.EndedAt <= asOf));
            Assert.Equal(stay.Status is StayStatus.Cancelled or StayStatus.NoShow, stay.CancelledAt != 0);
            Assert.Equal(stay.Status is StayStatus.CheckedOut, stay.EndedAt != 0);
            Assert.True(number == 0 || created >= world.BookingOf(number - 1).Created);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_vendor_shows_exactly_as_many_bookings_as_were_ordered() => Prop.ForAll<int>(seed =>
    {
        var order = WorldOrders.Any(seed);
        using var world = WorldGenerator.Create(order);
        Assert.Equal(order.Bookings, Enumerable.Range(0, world.StayCount).Count(world.IsVisible));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_order_makes_the_same_world()
    {
        using var one = WorldGenerator.Create(WorldOrders.Hotel(2000));
        using var two = WorldGenerator.Create(WorldOrders.Hotel(2000));
        using var other = WorldGenerator.Create(WorldOrders.Hotel(2000, seed: 2));

        Assert.Equal(Rows(one), Rows(two));
        Assert.NotEqual(Rows(one), Rows(other));

        static List<(uint, int, ushort, StayStatus)> Rows(HotelWorld world) =>
            [.. Enumerable.Range(0, world.StayCount).Select(stay => (world.Stay(stay).Updated, world.Stay(stay).Room, world.Stay(stay).Arrival, world.Stay(stay).Status))];
    }

    [Fact]
    public void A_world_of_two_hundred_bookings_has_something_of_everything()
    {
        using var world = WorldGenerator.Create(WorldOrders.Hotel(200));
        var stays = Enumerable.Range(0, world.StayCount).Select(number => world.Stay(number)).ToList();

        foreach (var status in Enum.GetValues<StayStatus>())
            Assert.Contains(stays, stay => stay.Status == status);
        Assert.Contains(stays, stay => stay.Arrival == world.Today);
        Assert.Contains(stays, stay => stay.Departure == world.Today);
        Assert.Contains(Enumerable.Range(0, world.BookingCount), booking => world.Booking(booking).Rooms > 1);
        Assert.Contains(world.Rooms.Rooms, room => room.Condition == RoomCondition.OutOfOrder);
        Assert.Contains(stays, stay => world.Order.Zone.IsDaylightSavingTime(Moment.ToInstant(world.Days.CheckIn(stay.Arrival))) != world.Order.Zone.IsDaylightSavingTime(Moment.ToInstant(world.Days.CheckOut(stay.Departure))));
    }

    [Fact]
    public void Guests_write_their_names_numbers_and_addresses_in_many_ways()
    {
        using var world = WorldGenerator.Create(WorldOrders.Hotel(1000));
        var guests = Enumerable.Range(0, world.GuestCount).Select(world.People.Describe).ToList();

        Assert.Contains(guests, guest => guest.LastName.Any(letter => letter is >= 'Ѐ' and <= 'ӿ'));
        Assert.Contains(guests, guest => guest.LastName.Any(letter => letter is >= '֐' and <= '׿'));
        Assert.Contains(guests, guest => guest.LastName.Any(letter => letter >= '一'));
        Assert.Contains(guests, guest => guest.SecondLastName is not null);
        Assert.Contains(guests, guest => guest.FirstName is null);
        Assert.Contains(guests, guest => guest.Phone?.StartsWith('+') == true);
        Assert.Contains(guests, guest => guest.Phone?.StartsWith("00", StringComparison.Ordinal) == true);
        Assert.Contains(guests, guest => guest.Phone is { } phone && phone[0] is '0' or (>= '1' and <= '9'));
        Assert.Contains(guests, guest => guest.Phone is null);
        Assert.Contains(guests, guest => guest.RelayEmail);
        Assert.Contains(Enumerable.Range(0, world.GuestCount), guest => world.Guest(guest).MergedInto >= 0);
        Assert.All(guests.Where(guest => guest.Email is not null), guest => Assert.Matches("^[a-z0-9.-]+@[a-z.]+$", guest.Email!));
    }

    [Fact]
    public void A_hundred_thousand_bookings_are_made_in_seconds_and_little_memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        using var world = WorldGenerator.Create(WorldOrders.Hotel(100_000));
        watch.Stop();
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(100_000, Enumerable.Range(0, world.StayCount).Count(world.IsVisible));
        Assert.InRange(used, 0, 24 * 1024 * 1024);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        House.IsInOrder(world);
    }
}
