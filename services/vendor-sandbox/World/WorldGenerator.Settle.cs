using System.Runtime.InteropServices;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>The second half: what happened to each booking by the world's instant, and who is in it.</summary>
internal sealed partial class WorldGenerator
{
    [StructLayout(LayoutKind.Auto)]
    private record struct BookingDraft(uint Created, int FirstRoom, byte Rooms, SaleChannel Channel, StayStatus Kind, ushort Arrival, ushort Departure);

    [StructLayout(LayoutKind.Auto)]
    private record struct RoomDraft(int Room, byte Adults, byte Children, byte Infants);

    private void Draft(StayStatus kind, int arrival, int nights, RoomGroup group, ReadOnlySpan<int> rooms)
    {
        var channel = kind == StayStatus.Blocked ? SaleChannel.Direct : DrawChannel();
        if (channel == SaleChannel.WalkIn && (kind != StayStatus.Confirmed || arrival > _today))
            channel = SaleChannel.Phone;
        if (kind == StayStatus.Tentative && _order.Shape.RequestChannels is [var portal, ..] portals && !portals.Contains(channel))
            channel = portal;
        _drafts.Add(new BookingDraft(
            DrawCreated(channel, arrival), _roomDrafts.Count, (byte)rooms.Length, channel, kind, (ushort)arrival, (ushort)(arrival + nights)));
        foreach (var room in rooms)
        {
            var adults = _dice.Percent(30) ? 1 : Math.Min(_dice.Between(2, 3), group.Capacity);
            var children = group.Capacity > adults && _dice.Percent(22) ? _dice.Between(1, Math.Min(2, group.Capacity - adults)) : 0;
            _roomDrafts.Add(new RoomDraft(room, (byte)adults, (byte)children, (byte)(_dice.Percent(3) ? 1 : 0)));
        }
    }

    /// <summary>Most book weeks ahead, some months, walk-ins on the day; never after the world's instant.</summary>
    private uint DrawCreated(SaleChannel channel, int arrival)
    {
        var checkIn = _days.CheckIn(arrival);
        if (channel == SaleChannel.WalkIn)
            return Math.Min(checkIn - (uint)_dice.Below(7200), _asOf - 120);
        var lead = (uint)(86_400 * 45 * -Math.Log(1 - _dice.Unit() * 0.995)) + 3600;
        return Math.Min(checkIn, _asOf) - lead;
    }

    private WorldTables Settle(List<RoomOutage> outages)
    {
        var order = new int[_drafts.Count];
        var keys = new ulong[_drafts.Count];
        for (var draft = 0; draft < order.Length; draft++)
        {
            order[draft] = draft;
            keys[draft] = ((ulong)_drafts[draft].Created << 32) | (uint)draft;
        }

        Array.Sort(keys, order);

        var stays = new Stay[_roomDrafts.Count];
        var bookings = new BookingRow[_drafts.Count];
        var next = 0;
        for (var number = 0; number < order.Length; number++)
        {
            var draft = _drafts[order[number]];
            bookings[number] = new BookingRow { Created = draft.Created, FirstStay = next, Rooms = draft.Rooms, Channel = draft.Channel };
            for (var room = 0; room < draft.Rooms; room++)
                stays[next++] = Stay(draft, _roomDrafts[draft.FirstRoom + room], number);
        }

        var guests = new People(_order, _asOf).Assign(bookings, stays);
        var stillIn = new bool[_rooms.Rooms.Count];
        for (var number = 0; number < bookings.Length; number++)
            Leave(stays.AsSpan(bookings[number].FirstStay, bookings[number].Rooms), stillIn);
        for (var number = 0; number < bookings.Length; number++)
            Happen(bookings[number], stays.AsSpan(bookings[number].FirstStay, bookings[number].Rooms), stillIn);
        return new WorldTables
        {
            Today = _today,
            Rooms = _rooms,
            Calendar = _calendar,
            Days = _days,
            Outages = outages,
            Stays = stays,
            Bookings = bookings,
            Guests = guests,
        };
    }

    private static Stay Stay(BookingDraft draft, RoomDraft room, int booking) => new()
    {
        Booking = booking,
        Room = room.Room,
        Arrival = draft.Arrival,
        Departure = draft.Departure,
        Status = draft.Kind,
        Adults = room.Adults,
        Children = room.Children,
        Infants = room.Infants,
    };

    /// <summary>Who should have left by today has left; of those leaving today some are still in.</summary>
    private void Leave(Span<Stay> stays, bool[] stillIn)
    {
        var afterCheckOut = _asOf > _days.CheckOut(_today);
        var late = _dice.Percent(25);
        foreach (ref var stay in stays)
        {
            if (stay.Status != StayStatus.Confirmed || stay.Departure > _today)
                continue;
            if (stay.Departure == _today && (!afterCheckOut || late))
            {
                stay.Status = StayStatus.InHouse;
                stillIn[stay.Room] = true;
                continue;
            }

            stay.Status = StayStatus.CheckedOut;
            stay.EndedAt = _days.CheckOut(stay.Departure) - (uint)_dice.Below(3 * 3600);
        }
    }

    private void Happen(in BookingRow booking, Span<Stay> stays, bool[] stillIn)
    {
        ref readonly var first = ref stays[0];
        var taken = false;
        foreach (ref readonly var stay in stays)
            taken |= stillIn[stay.Room];
        var comesIn = first.Arrival < _today || (first.Arrival == _today && !taken && _asOf > _days.Start(_today) + 6 * 3600 && _dice.Percent(45));
        var modified = _dice.Percent(28);
        var changed = booking.Created + (uint)_dice.Below((int)Math.Min(int.MaxValue, Math.Min(_asOf, _days.CheckIn(first.Arrival)) - booking.Created + 1));
        var withoutDates = first.Status == StayStatus.Inquiry && _dice.Percent(_order.Shape.InquiriesWithoutDates);
        foreach (ref var stay in stays)
        {
            if (stay.Status == StayStatus.Confirmed && comesIn)
                stay.Status = StayStatus.InHouse;
            if (stay.Status is StayStatus.InHouse or StayStatus.CheckedOut)
                stay.StartedAt = Math.Max(Started(stay.Arrival), booking.Created);
            stay.Updated = stay.Status switch
            {
                StayStatus.CheckedOut => stay.EndedAt + (uint)_dice.Below(5400),
                StayStatus.InHouse => stay.StartedAt + (uint)_dice.Below(5400),
                StayStatus.NoShow => stay.CancelledAt = _days.At(stay.Arrival + 1, 0) + (uint)_dice.Below(18_000),
                StayStatus.Cancelled => stay.CancelledAt = changed,
                _ => modified ? changed : booking.Created + (uint)_dice.Below(30),
            };
            stay.Updated = Math.Max(booking.Created, Math.Min(stay.Updated, _asOf));
            if (stay.CancelledAt != 0)
                stay.CancelledAt = stay.Updated;
            if (modified)
                stay.Flags |= StayFlags.Modified;
            if (withoutDates)
                Undate(ref stay);
            else if (stay.Status is StayStatus.Confirmed or StayStatus.Tentative or StayStatus.Inquiry or StayStatus.Cancelled && _dice.Percent(35))
                stay.Flags |= StayFlags.RoomNotAssigned;
        }
    }

    /// <summary>A channel that knows no dates: the vendor fills in yesterday.</summary>
    private void Undate(ref Stay stay)
    {
        stay.Arrival = stay.Departure = (ushort)(_today - 1);
        stay.Flags |= StayFlags.DatesUnspecified;
    }

    private uint Started(int arrival)
    {
        var early = _days.CheckIn(arrival) - 3 * 3600;
        var latest = Math.Min(_days.CheckIn(arrival) + 7 * 3600, _asOf);
        return latest <= early ? latest - (uint)_dice.Below(3600) : early + (uint)_dice.Below((int)(latest - early));
    }

    /// <summary>Housekeeping as it would stand: rooms with guests or just left are dirty or done again, outages show, the rest is ready.</summary>
    private void CleanRooms(HotelWorld world)
    {
        var dirty = new bool[_rooms.Rooms.Count];
        for (var stay = 0; stay < world.StayCount; stay++)
        {
            ref readonly var row = ref world.Stay(stay);
            dirty[row.Room] |= row.Status == StayStatus.InHouse || (row.Status == StayStatus.CheckedOut && row.Departure == _today);
        }

        foreach (var outage in world.Outages.Where(outage => outage.From <= _today && outage.To > _today))
            _rooms.Rooms[outage.Room].Condition = RoomCondition.OutOfOrder;
        for (var number = 0; number < dirty.Length; number++)
        {
            var room = _rooms.Rooms[number];
            room.Updated = _asOf - 60 - (uint)_dice.Below(86_400);
            if (room.Condition == RoomCondition.OutOfOrder)
                continue;
            room.Condition = _dice.Below(100) switch
            {
                < 70 when dirty[number] => RoomCondition.Dirty,
                < 45 => RoomCondition.Clean,
                < 97 => RoomCondition.Inspected,
                _ => dirty[number] ? RoomCondition.Clean : RoomCondition.OutOfService,
            };
        }
    }
}
