using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Tests.World;

/// <summary>What has to hold in every hotel at every time.</summary>
internal static class House
{
    public static void IsInOrder(HotelWorld world)
    {
        var taken = new HashSet<(int Room, int Night)>();
        foreach (var outage in world.Outages)
        {
            for (int night = outage.From; night < outage.To; night++)
                Assert.True(taken.Add((outage.Room, night)), $"room {outage.Room} is out of order twice on {night}");
        }

        var occupied = new HashSet<int>();
        for (var number = 0; number < world.StayCount; number++)
        {
            var stay = world.Stay(number);
            Assert.InRange(stay.Room, 0, world.Rooms.Rooms.Count - 1);
            Assert.True(stay.Departure >= stay.Arrival);
            if (!stay.HoldsRoom)
                continue;
            for (int night = stay.Arrival; night < stay.Departure; night++)
            {
                Assert.True(taken.Add((stay.Room, night)), $"room {stay.Room} is double-booked on {night}");
                Assert.True(world.Calendar.IsTaken(stay.Room, night));
            }

            if (stay.Status != StayStatus.InHouse)
                continue;
            Assert.True(stay.StartedAt != 0 && stay.Arrival <= world.Days.DayOf(Math.Max(stay.StartedAt, world.Days.Start(world.Today))));
            Assert.True(occupied.Add(stay.Room), $"two parties live in room {stay.Room}");
        }

        for (var position = 1; position < world.Changed.Count; position++)
            Assert.True(world.Stay(world.Changed[position - 1]).Updated <= world.Stay(world.Changed[position]).Updated);
    }
}
