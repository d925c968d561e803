namespace PmsPlatform.VendorSandbox.World;

/// <summary>What to change in bookings on demand.</summary>
internal enum ModifyKind
{
    /// <summary>Dates, status, room and mere touches in turn.</summary>
    Mixed,

    /// <summary>Nothing but the time of the last change.</summary>
    Touch,

    /// <summary>One night more or less.</summary>
    Dates,

    /// <summary>What comes next: held to confirmed, due in to in house, due out to checked out, planned to cancelled.</summary>
    Status,

    /// <summary>Another free room of the same kind.</summary>
    Room,

    /// <summary>Another telephone number of the guest; where the vendor keeps guests inside of bookings, all bookings of the guest change with it.</summary>
    Guest,

    /// <summary>New bookings.</summary>
    Create,

    /// <summary>Gone without a trace and without anybody being told, as records vanish that support removes: listed no more and not found by id.</summary>
    Delete,

    /// <summary>Another number of adults, and the time of the last change stays as it was: no feed and no webhook tells of it.</summary>
    Silent,

    /// <summary>No booking: a room goes out of order and a chore is done.</summary>
    Upkeep,
}

/// <summary>Which records a modification changed.</summary>
internal sealed record Modified(IReadOnlyList<int> Bookings, IReadOnlyList<int> Guests);

/// <summary>Changes bookings of a world as a day in the hotel would. Same world, same sequence of modifications, same result. Hold the gate for writing.</summary>
internal sealed class WorldModifier(HotelWorld world, uint now, ulong seed)
{
    private static readonly ModifyKind[] InTurn = [ModifyKind.Dates, ModifyKind.Status, ModifyKind.Room, ModifyKind.Touch];
    private readonly int _today = world.Days.DayOf(now);
    private readonly List<int> _bookings = [];
    private readonly List<int> _guests = [];
    private Dice _dice = new(seed);

    /// <summary>Changes so many bookings, fewer when there are not enough that can be changed in this way.</summary>
    public Modified Modify(ModifyKind kind, int count)
    {
        if (kind == ModifyKind.Upkeep)
        {
            for (var days = 0; days < count && world.Upkeep.Work(now); days++)
            {
            }

            return new Modified(_bookings, _guests);
        }

        if (kind == ModifyKind.Create)
        {
            for (var tries = 0; _bookings.Count < count && tries < count * 4; tries++)
                Create();
            return new Modified(_bookings, _guests);
        }

        var all = world.StayCount;
        var (start, stride) = all == 0 ? (0, 1) : (_dice.Below(all), Stride(all));
        for (var step = 0L; step < all && _bookings.Count + (kind == ModifyKind.Guest ? _guests.Count : 0) < count; step++)
        {
            var stay = (int)((start + step * stride) % all);
            if (world.IsVisible(stay))
                TryChange(stay, kind == ModifyKind.Mixed ? InTurn[_bookings.Count % InTurn.Length] : kind);
        }

        return new Modified(_bookings, _guests);
    }

    /// <summary>Changes these bookings, those that can be changed in this way.</summary>
    public Modified Modify(ModifyKind kind, IEnumerable<int> stays)
    {
        foreach (var stay in stays.Where(world.IsVisible))
            TryChange(stay, kind == ModifyKind.Mixed ? InTurn[_bookings.Count % InTurn.Length] : kind);
        return new Modified(_bookings, _guests);
    }

    private void TryChange(int stay, ModifyKind kind)
    {
        var changed = kind switch
        {
            ModifyKind.Dates => TryChangeDates(stay),
            ModifyKind.Status => TryChangeStatus(stay),
            ModifyKind.Room => Party(stay).Aggregate(false, (moved, room) => (CanMove(room) && world.TryMoveRoom(room, now)) || moved),
            ModifyKind.Guest => TryChangeGuest(stay),
            ModifyKind.Silent => world.Stay(stay).Status is not (StayStatus.Blocked or StayStatus.Inquiry),
            _ => true,
        };
        if (!changed || kind == ModifyKind.Guest)
            return;
        if (kind is ModifyKind.Delete or ModifyKind.Silent)
        {
            ChangeUntold(stay, kind);
            _bookings.Add(stay);
            return;
        }

        world.Touch(stay, now);
        _bookings.Add(stay);
    }

    private void ChangeUntold(int stay, ModifyKind kind)
    {
        if (kind == ModifyKind.Delete)
            world.Delete(Party(stay));
        else
            world.Stay(stay).Adults = (byte)(world.Stay(stay).Adults == 1 ? 2 : 1);
    }

    private bool CanMove(int stay) => world.Stay(stay).Status is StayStatus.Confirmed or StayStatus.Tentative or StayStatus.InHouse;

    private bool TryChangeDates(int stay)
    {
        var row = world.Stay(stay);
        if (row.Status is not (StayStatus.Confirmed or StayStatus.Tentative or StayStatus.InHouse))
            return false;
        return TryMoveDeparture(stay, row, row.Departure + 1) || (row.Nights > 1 && row.Departure - 1 > _today && TryMoveDeparture(stay, row, row.Departure - 1));
    }

    private bool TryMoveDeparture(int stay, Stay before, int departure)
    {
        // Asked first: a room that was moved and moved back would have changed without anybody having been told.
        var longer = departure > before.Departure;
        if (longer && Party(stay).Any(room => world.Stay(room).HoldsRoom && !world.Calendar.IsFree(world.Stay(room).Room, before.Departure, departure)))
            return false;

        var moved = new List<int>();
        foreach (var room in Party(stay))
        {
            if (world.TryReschedule(room, before.Arrival, departure, now))
            {
                moved.Add(room);
                continue;
            }

            foreach (var back in moved)
                world.TryReschedule(back, before.Arrival, before.Departure, now);
            return false;
        }

        return true;
    }

    private bool TryChangeStatus(int stay)
    {
        var row = world.Stay(stay);
        StayStatus? next = row.Status switch
        {
            StayStatus.Tentative => StayStatus.Confirmed,
            StayStatus.InHouse when row.Departure == _today => StayStatus.CheckedOut,
            StayStatus.Confirmed when row.Arrival <= _today && row.Departure > _today && RoomIsEmpty(stay) => StayStatus.InHouse,
            StayStatus.Confirmed when row.Arrival > _today => StayStatus.Cancelled,
            _ => null,
        };
        if (next is not { } status)
            return false;
        foreach (var room in Party(stay).Reverse())
            world.SetStatus(room, status, now);
        if (status == StayStatus.Cancelled)
            world.WriteText(stay, now, texts => texts with { CancelledBy = "guest" });
        return true;
    }

    private bool RoomIsEmpty(int stay) => !world.Occupied().Overlaps(Party(stay).Select(room => world.Stay(room).Room));

    private bool TryChangeGuest(int stay)
    {
        if (world.Stay(stay).Status == StayStatus.Blocked)
            return false;
        var guest = world.BookingOf(stay).Guest;
        var phone = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+1555{_dice.Below(9_000_000) + 1_000_000}");
        if (!world.Order.Shape.BookingPerRoom)
        {
            _bookings.AddRange(world.EditPerson(guest, now, edits => edits with { Phone = phone }).Except(_bookings));
            return true;
        }

        world.EditGuest(guest, now, edits => edits with { Phone = phone });
        _guests.Add(guest);
        return true;
    }

    private void Create()
    {
        var room = _dice.Below(world.Rooms.Rooms.Count);
        var arrival = _today + 1 + _dice.Below(200);
        var departure = arrival + 1 + _dice.Below(5);
        if (!world.Calendar.TryTake(room, arrival, departure))
            return;
        var channels = world.Order.Shape.Channels;
        var booking = new BookingRow { Created = now, Guest = world.AddGuest(now), Channel = channels[_dice.Below(channels.Count)].Channel };
        if (booking.Channel == SaleChannel.WalkIn)
            booking.Channel = SaleChannel.Phone;
        var number = world.AddBooking(booking, [new Stay { Arrival = (ushort)arrival, Departure = (ushort)departure, Room = room, Status = StayStatus.Confirmed, Adults = 2, Updated = now }]);
        _bookings.Add(world.Booking(number).FirstStay);
    }

    /// <summary>The stays that change together: the one, or all of the booking where the vendor shows it whole.</summary>
    private IEnumerable<int> Party(int stay) => world.Order.Shape.BookingPerRoom ? [stay] : Enumerable.Range(world.BookingOf(stay).FirstStay, world.BookingOf(stay).Rooms);

    /// <summary>A step that visits every number below <paramref name="all"/> once.</summary>
    private int Stride(int all)
    {
        var stride = 1 + _dice.Below(all);
        while (Gcd(stride, all) != 1)
            stride++;
        return stride;
    }

    private static int Gcd(int left, int right) => right == 0 ? left : Gcd(right, left % right);
}
