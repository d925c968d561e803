using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Who has which room today.</summary>
internal static class MewsOccupancy
{
    /// <summary>The occupancy state of every room.</summary>
    public static string[] Tonight(MewsContext context)
    {
        var world = context.World;
        var today = world.Days.DayOf(context.Property.Now);
        var states = new string[world.Rooms.Rooms.Count];
        Array.Fill(states, "Vacant");
        for (var number = 0; number < world.StayCount; number++)
        {
            ref readonly var stay = ref world.Stay(number);
            if (stay.Arrival > today || stay.Departure < today || !stay.HoldsRoom || stay.Status == StayStatus.CheckedOut)
                continue;
            if (stay.Departure == today && stay.Status != StayStatus.InHouse)
                continue;
            states[stay.Room] = stay.Status == StayStatus.Blocked ? "InternalUse" : Dice.Of(context.Property.Seed, 55, number, 20) == 0 ? "ReservedLocked" : "Reserved";
        }

        foreach (var outage in world.Outages)
        {
            if (outage.From <= today && outage.To > today)
                states[outage.Room] = "OutOfOrder";
        }

        return states;
    }
}
