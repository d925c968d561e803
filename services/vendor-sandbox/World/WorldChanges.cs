namespace PmsPlatform.VendorSandbox.World;

/// <summary>Changes of bookings that keep the house in order. Call with the world's gate held for writing.</summary>
internal static class WorldChanges
{
    /// <summary>Most nights a stay can have.</summary>
    public const int MostNights = 35;

    /// <summary>Moves a stay to other nights in its room. False, and nothing changes, when somebody else has the room then.</summary>
    public static bool TryReschedule(this HotelWorld world, int number, int arrival, int departure, uint at)
    {
        ref var stay = ref world.Stay(number);
        if (departure <= arrival || departure - arrival > MostNights)
            return false;
        if (stay.HoldsRoom)
        {
            world.Calendar.Release(stay.Room, stay.Arrival, stay.Departure);
            if (!world.Calendar.TryTake(stay.Room, arrival, departure))
            {
                world.Calendar.TryTake(stay.Room, stay.Arrival, stay.Departure);
                return false;
            }
        }

        stay.Arrival = (ushort)arrival;
        stay.Departure = (ushort)departure;
        stay.Flags = (stay.Flags | StayFlags.Modified) & ~StayFlags.OwnTimes;
        world.Touch(number, at);
        return true;
    }

    /// <summary>Takes stays out of the world, as if they had never been; nobody is told.</summary>
    public static void Delete(this HotelWorld world, IEnumerable<int> stays)
    {
        foreach (var number in stays.ToList())
        {
            ref var stay = ref world.Stay(number);
            if (stay.HoldsRoom)
                world.Calendar.Release(stay.Room, stay.Arrival, stay.Departure);
            world.Changed.Remove(number);
            stay.Flags |= StayFlags.Deleted;
            stay.Status = StayStatus.Cancelled;
        }
    }

    /// <summary>Lets a stay begin or end at another hour than the hotel's; 0 = the hotel's.</summary>
    public static void SetTimes(this HotelWorld world, int number, uint start, uint end, uint at)
    {
        world.WriteText(number, at, texts => texts with { ScheduledStart = start, ScheduledEnd = end });
        ref var stay = ref world.Stay(number);
        stay.Flags = start == 0 && end == 0 ? stay.Flags & ~StayFlags.OwnTimes : stay.Flags | StayFlags.OwnTimes;
    }

    /// <summary>Moves a stay to another room of its group. False when none is free.</summary>
    public static bool TryMoveRoom(this HotelWorld world, int number, uint at)
    {
        ref var stay = ref world.Stay(number);
        var livesIn = stay.Status == StayStatus.InHouse ? world.Occupied() : null;
        var group = world.Rooms.Groups[world.Rooms.Rooms[stay.Room].Group];
        for (var step = 1; step < group.Rooms; step++)
        {
            var room = group.FirstRoom + (stay.Room - group.FirstRoom + step) % group.Rooms;
            if (!world.Calendar.IsFree(room, stay.Arrival, stay.Departure) || world.Rooms.Rooms[room].Condition == RoomCondition.OutOfOrder || livesIn?.Contains(room) == true)
                continue;
            if (stay.HoldsRoom)
            {
                world.Calendar.Release(stay.Room, stay.Arrival, stay.Departure);
                world.Calendar.TryTake(room, stay.Arrival, stay.Departure);
            }

            stay.Room = room;
            stay.Flags = (stay.Flags | StayFlags.Modified) & ~StayFlags.RoomNotAssigned;
            world.Touch(number, at);
            return true;
        }

        return false;
    }

    /// <summary>Rooms somebody lives in now, be it longer than planned.</summary>
    public static HashSet<int> Occupied(this HotelWorld world)
    {
        var rooms = new HashSet<int>();
        for (var number = 0; number < world.StayCount; number++)
        {
            if (world.Stay(number).Status == StayStatus.InHouse)
                rooms.Add(world.Stay(number).Room);
        }

        return rooms;
    }

    /// <summary>Changes a person where the vendor keeps persons inside of bookings: all bookings of the person change with it. Returns their first stays.</summary>
    public static List<int> EditPerson(this HotelWorld world, int guest, uint at, Func<GuestEdits, GuestEdits> edit)
    {
        world.EditGuest(guest, at, edit);
        var changed = new List<int>();
        for (var booking = 0; booking < world.BookingCount; booking++)
        {
            if (world.Booking(booking).Guest == guest)
                changed.Add(world.Booking(booking).FirstStay);
        }

        changed.ForEach(stay => world.Touch(stay, at));
        return changed;
    }

    /// <summary>Puts a stay into another status, with what goes with it: keys handed out or back, the room given free.</summary>
    public static void SetStatus(this HotelWorld world, int number, StayStatus status, uint at)
    {
        ref var stay = ref world.Stay(number);
        var held = stay.HoldsRoom;
        stay.Status = status;
        switch (status)
        {
            case StayStatus.InHouse:
                stay.StartedAt = at;
                stay.Flags &= ~StayFlags.RoomNotAssigned;
                world.Rooms.Rooms[stay.Room].Condition = RoomCondition.Dirty;
                world.Rooms.Rooms[stay.Room].Updated = Math.Max(at, world.Rooms.Rooms[stay.Room].Updated);
                break;
            case StayStatus.CheckedOut:
                stay.EndedAt = at;
                break;
            case StayStatus.Cancelled or StayStatus.NoShow:
                stay.CancelledAt = at;
                break;
        }

        if (held && !stay.HoldsRoom)
            world.Calendar.Release(stay.Room, stay.Arrival, stay.Departure);
        world.Touch(number, at);
    }
}
