using System.Runtime.InteropServices;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>
/// Makes a hotel's world from an order: rooms and outages, then bookings placed into free nights, then what happened to each by the world's instant, then
/// the persons in order of booking. A hundred thousand bookings take well under a second.
/// </summary>
internal sealed partial class WorldGenerator
{
    /// <summary>Days before today in which the oldest stays ended: changes lie within the last 18 months.</summary>
    private const int PastDays = 545;

    private const int FutureDays = 365;

    /// <summary>Nights a room could be let for every booking it gets: leaves it free two nights of five.</summary>
    private const int BookingsPerRoom = 140;

    private const int FewestRooms = 24;

    private readonly WorldOrder _order;
    private readonly HotelDays _days;
    private readonly RoomPlan _rooms;
    private readonly RoomCalendar _calendar;
    private readonly uint _asOf;
    private readonly int _today;
    private readonly int _nearPercent;
    private readonly List<BookingDraft> _drafts;
    private readonly List<RoomDraft> _roomDrafts;
    private Dice _dice;

    private WorldGenerator(WorldOrder order)
    {
        _order = order;
        _dice = new Dice(order.Seed);
        _asOf = Moment.From(order.AsOf);
        _today = Moment.DayFrom(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(order.AsOf, order.Zone).DateTime));
        var firstDay = _today - PastDays - 40;
        var days = PastDays + FutureDays + 100;
        _days = new HotelDays(order.Zone, firstDay, days);
        var opened = _days.Start(_today - 3000);
        _rooms = new RoomPlan(order.Shape.Groups(Math.Max(FewestRooms, order.Bookings / BookingsPerRoom)), opened);
        _calendar = new RoomCalendar(_rooms.Rooms.Count, firstDay, days);
        _nearPercent = (int)Math.Min(45L, _rooms.Rooms.Count * 500L / Math.Max(1, order.Bookings));
        _drafts = new List<BookingDraft>(order.Bookings);
        _roomDrafts = new List<RoomDraft>(order.Bookings + order.Bookings / 4);
    }

    public static HotelWorld Create(WorldOrder order)
    {
        var generator = new WorldGenerator(order);
        var outages = generator.BreakRooms();
        generator.PlaceBookings();
        var world = new HotelWorld(order, generator.Settle(outages));
        generator.CleanRooms(world);
        return world;
    }

    private List<RoomOutage> BreakRooms()
    {
        var outages = new List<RoomOutage>();
        for (var room = 0; room < _rooms.Rooms.Count; room++)
        {
            var now = _dice.Percent(4) || room == _rooms.Groups[0].Rooms - 1;
            var from = now ? _today - _dice.Between(0, 3) : _today + _dice.Between(-200, 200);
            var to = from + _dice.Between(now ? 4 : 1, 9);
            if ((now || _dice.Percent(30)) && _calendar.TryTake(room, from, to))
                outages.Add(new RoomOutage(room, (ushort)from, (ushort)to, Math.Min(_asOf - 60, _days.At(from - 1, 600))));
        }

        return outages;
    }

    private void PlaceBookings()
    {
        var placed = 0;
        foreach (var sample in _order.Bookings >= FewestRooms ? Samples() : [])
            placed += PlaceOne(_order.Bookings - placed, sample);
        while (placed < _order.Bookings)
            placed += PlaceOne(_order.Bookings - placed, new Sample());
    }

    /// <summary>What there is one of, however few bookings there are: every status, arrivals and departures of today, several rooms, a stay over each clock change.</summary>
    private IEnumerable<Sample> Samples()
    {
        foreach (var kind in new[] { StayStatus.Cancelled, StayStatus.NoShow, StayStatus.Inquiry, StayStatus.Blocked, StayStatus.Tentative })
            yield return new Sample(kind);
        yield return new Sample(StayStatus.Confirmed, _today, 2);
        yield return new Sample(StayStatus.Confirmed, _today - 2, 2);
        yield return new Sample(StayStatus.Confirmed, _today - 2, 4, 2);
        for (var day = _today - PastDays + 40; day < _today + FutureDays - 40; day++)
        {
            if (_days.Start(day + 1) - _days.Start(day) != 86_400)
                yield return new Sample(StayStatus.Confirmed, day - 1, 2);
        }
    }

    /// <summary>Draws one booking. Returns how many bookings the vendor shows for it.</summary>
    private int PlaceOne(int wanted, Sample sample)
    {
        var kind = sample.Kind ?? _dice.Below(1000) switch
        {
            < 110 => StayStatus.Cancelled,
            < 125 => StayStatus.NoShow,
            < 165 => StayStatus.Inquiry,
            < 190 => StayStatus.Blocked,
            < 215 => StayStatus.Tentative,
            _ => StayStatus.Confirmed,
        };
        var arrival = sample.Arrival ?? DrawArrival(kind);
        var nights = sample.Nights ?? DrawNights();
        var group = _rooms.Groups[_rooms.Rooms[_dice.Below(_rooms.Rooms.Count)].Group];
        var rooms = kind is StayStatus.Confirmed or StayStatus.Cancelled && (sample.Rooms is not null || _dice.Percent(9)) ? Math.Min(sample.Rooms ?? _dice.Between(2, 4), group.Rooms) : 1;
        if (_order.Shape.BookingPerRoom)
            rooms = Math.Min(rooms, wanted);

        Span<int> found = stackalloc int[4];
        var holds = kind is not (StayStatus.Cancelled or StayStatus.NoShow or StayStatus.Inquiry);
        if (!Find(group, arrival, nights, found[..rooms], holds))
            return 0;
        Draft(kind, arrival, nights, group, found[..rooms]);
        return kind == StayStatus.Blocked && !_order.Shape.BlocksAreBookings ? 0 : _order.Shape.BookingPerRoom ? rooms : 1;
    }

    /// <summary>Finds rooms of the group that are free, looking at a bounded number from a random one on, and takes them.</summary>
    private bool Find(RoomGroup group, int arrival, int nights, Span<int> found, bool take)
    {
        var start = _dice.Below(group.Rooms);
        var count = 0;
        for (var step = 0; step < Math.Min(group.Rooms, 48) && count < found.Length; step++)
        {
            var room = group.FirstRoom + (start + step) % group.Rooms;
            if (!take || _calendar.IsFree(room, arrival, arrival + nights))
                found[count++] = room;
        }

        if (count < found.Length)
            return false;
        if (take)
        {
            foreach (var room in found)
                _calendar.TryTake(room, arrival, arrival + nights);
        }

        return true;
    }

    /// <summary>What is fixed of a booking before it is drawn.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Sample(StayStatus? Kind = null, int? Arrival = null, int? Nights = null, int? Rooms = null);

    private int DrawArrival(StayStatus kind)
    {
        if (kind == StayStatus.NoShow)
            return _today - 1 - _dice.Below(PastDays - 20);
        if (kind == StayStatus.Tentative)
            return _today + 1 + _dice.Below(120);
        if (_dice.Percent(_nearPercent))
            return _today + _dice.Between(-8, 8) + _dice.Between(-6, 6);
        return _dice.Percent(62)
            ? _today - 2 - _dice.Below(PastDays - 4)
            : _today + 1 + (int)((1 - Math.Sqrt(_dice.Unit())) * (FutureDays - 1));
    }

    private int DrawNights() => _dice.Below(100) switch
    {
        < 24 => 1,
        < 50 => 2,
        < 70 => 3,
        < 82 => 4,
        < 89 => 5,
        < 97 => 7,
        < 99 => _dice.Between(8, 14),
        _ => _dice.Between(15, 21),
    };

    private SaleChannel DrawChannel()
    {
        var channels = _order.Shape.Channels;
        var at = _dice.Below(channels.Sum(entry => entry.Weight));
        foreach (var (channel, weight) in channels)
        {
            if ((at -= weight) < 0)
                return channel;
        }

        return channels[0].Channel;
    }
}
