using System.Runtime.InteropServices;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>What of a room group is in use in a night.</summary>
/// <param name="Sold">Rooms taken by bookings.</param>
/// <param name="Pending">Of those, rooms held by bookings that are not settled yet.</param>
/// <param name="Held">Rooms the owner keeps.</param>
/// <param name="Broken">Rooms out of order.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NightUse(int Sold, int Pending, int Held, int Broken)
{
    public int All => Sold + Held + Broken;
}

/// <summary>Something the staff has to do for a stay.</summary>
/// <param name="Number">Twice the stay's number; odd for what is to be done when the guests come.</param>
/// <param name="Stay">The stay.</param>
/// <param name="Title">What.</param>
/// <param name="IsCleaning">Cleaning, or else meeting somebody.</param>
/// <param name="Created">When it was entered.</param>
/// <param name="From">From when it can be done.</param>
/// <param name="Due">By when it has to be done.</param>
/// <param name="Done">When it was done; 0 while it is not.</param>
/// <param name="Begun">Whether somebody is at it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Chore(int Number, int Stay, string Title, bool IsCleaning, uint Created, uint From, uint Due, uint Done, bool Begun);

/// <summary>Nights, repairs and chores of a hotel: what follows from its bookings and outages. Call with the world's gate held.</summary>
internal sealed class Upkeep(HotelWorld world)
{
    private const int DaysBack = 7;
    private const int DaysAhead = 14;
    private const uint Hour = 3600;

    /// <summary>When chores were done on order, by number.</summary>
    private readonly Dictionary<int, uint> _done = [];

    /// <summary>Use of every group in every night from a day to another, the last not included.</summary>
    public NightUse[,] Use(int from, int to)
    {
        var use = new NightUse[world.Rooms.Groups.Count, to - from];
        for (var number = 0; number < world.StayCount; number++)
        {
            ref readonly var stay = ref world.Stay(number);
            if (!stay.HoldsRoom)
                continue;
            var group = world.Rooms.Rooms[stay.Room].Group;
            var (held, pending) = (stay.Status == StayStatus.Blocked ? 1 : 0, stay.Status == StayStatus.Tentative ? 1 : 0);
            for (var day = Math.Max(stay.Arrival, from); day < Math.Min(stay.Departure, to); day++)
            {
                ref var night = ref use[group, day - from];
                night = night with { Sold = night.Sold + 1 - held, Held = night.Held + held, Pending = night.Pending + pending };
            }
        }

        foreach (var outage in world.Outages)
        {
            var group = world.Rooms.Rooms[outage.Room].Group;
            for (var day = Math.Max(outage.From, from); day < Math.Min(outage.To, to); day++)
            {
                ref var night = ref use[group, day - from];
                night = night with { Broken = night.Broken + 1 };
            }
        }

        return use;
    }

    /// <summary>The chores of the days around the hotel's today, in the order of their numbers.</summary>
    public List<Chore> Chores()
    {
        var chores = new List<Chore>();
        for (var number = 0; number < world.StayCount; number++)
        {
            ref readonly var stay = ref world.Stay(number);
            if (!stay.HoldsRoom || stay.Status == StayStatus.Blocked || !world.IsVisible(number))
                continue;
            if (IsNear(stay.Departure))
                chores.Add(Cleaning(number, stay));
            if (IsNear(stay.Arrival) && Dice.Of(world.Order.Seed, 91, number, 4) == 0)
                chores.Add(Welcome(number, stay));
        }

        return chores;
    }

    /// <summary>One day's work: takes a room out of order from tomorrow on and does a chore. False when there is nothing left to do.</summary>
    public bool Work(uint now)
    {
        var tomorrow = world.Today + 1;
        var room = 0;
        while (room < world.Rooms.Rooms.Count && !world.Calendar.TryTake(room, tomorrow, tomorrow + 2))
            room++;
        var isBroken = room < world.Rooms.Rooms.Count;
        if (isBroken)
            world.Outages.Add(new RoomOutage(room, (ushort)tomorrow, (ushort)(tomorrow + 2), now));
        var open = Chores().FindIndex(chore => chore.Done == 0);
        if (open >= 0)
            _done[Chores()[open].Number] = now;
        return isBroken || open >= 0;
    }

    private bool IsNear(int day) => day >= world.Today - DaysBack && day <= world.Today + DaysAhead;

    private Chore Cleaning(int number, in Stay stay)
    {
        var (from, due) = (world.Days.CheckOut(stay.Departure), world.Days.CheckIn(stay.Departure));
        var done = _done.GetValueOrDefault(number * 2, stay.Departure < world.Today ? from + 2 * Hour : 0u);
        var begun = done == 0 && stay.Departure == world.Today && Dice.Of(world.Order.Seed, 92, number, 2) == 0;
        return new Chore(number * 2, number, "Departure cleaning", true, world.BookingOf(number).Created, from, due, done, begun);
    }

    private Chore Welcome(int number, in Stay stay)
    {
        var from = world.Days.CheckIn(stay.Arrival);
        var done = _done.GetValueOrDefault(number * 2 + 1, stay.Arrival < world.Today ? from + Hour : 0u);
        return new Chore(number * 2 + 1, number, "Show the way around", false, world.BookingOf(number).Created, from, from + 3 * Hour, done, false);
    }
}
