namespace PmsPlatform.VendorSandbox.World;

/// <summary>
/// One hotel with its rooms, guests and bookings. Rows are in order of creation, so the number of a row is its rank in time. Readers hold
/// <see cref="Gate"/> for reading while they copy a page out; whoever changes something holds it for writing.
/// </summary>
internal sealed class HotelWorld : IDisposable
{
    private readonly Dictionary<int, GuestEdits> _guestEdits = [];
    private readonly Dictionary<int, StayTexts> _stayTexts = [];
    private Stay[] _stays;
    private BookingRow[] _bookings;
    private GuestRow[] _guests;

    public HotelWorld(WorldOrder order, WorldTables tables)
    {
        Order = order;
        Today = tables.Today;
        Rooms = tables.Rooms;
        Calendar = tables.Calendar;
        Days = tables.Days;
        Outages = tables.Outages;
        _stays = tables.Stays;
        _bookings = tables.Bookings;
        _guests = tables.Guests;
        StayCount = _stays.Length;
        BookingCount = _bookings.Length;
        GuestCount = _guests.Length;
        Changed = new ChangeOrder(this, order.Shape.BookingPerRoom);
        Prices = new StayPrices(this);
        People = new GuestBook(order.Seed, this);
        Upkeep = new Upkeep(this);
    }

    public ReaderWriterLockSlim Gate { get; } = new();

    public WorldOrder Order { get; }

    /// <summary>The hotel's calendar day the world was made for.</summary>
    public int Today { get; }

    public RoomPlan Rooms { get; }

    public RoomCalendar Calendar { get; }

    public HotelDays Days { get; }

    public List<RoomOutage> Outages { get; }

    public StayPrices Prices { get; }

    public GuestBook People { get; }

    public Upkeep Upkeep { get; }

    /// <summary>The vendor's records in the order of their last change.</summary>
    public ChangeOrder Changed { get; }

    /// <summary>What webhooks tell of.</summary>
    public ChangeFeed Feed { get; } = new();

    public int StayCount { get; private set; }

    public int BookingCount { get; private set; }

    public int GuestCount { get; private set; }

    public ref Stay Stay(int number) => ref _stays[number];

    public ref BookingRow Booking(int number) => ref _bookings[number];

    public ref BookingRow BookingOf(int stay) => ref _bookings[_stays[stay].Booking];

    public ref GuestRow Guest(int number) => ref _guests[number];

    public GuestEdits? EditsOf(int guest) => _guestEdits.GetValueOrDefault(guest);

    public StayTexts? TextsOf(int stay) => _stayTexts.GetValueOrDefault(stay);

    /// <summary>Whether the stay is the first of its booking, which stands for the booking where a vendor shows bookings whole.</summary>
    public bool Leads(int stay) => _bookings[_stays[stay].Booking].FirstStay == stay;

    /// <summary>Whether the stay is one of the bookings this vendor shows.</summary>
    public bool IsVisible(int stay) =>
        !_stays[stay].Has(StayFlags.Deleted) && (Order.Shape.BookingPerRoom || Leads(stay)) && (Order.Shape.BlocksAreBookings || _stays[stay].Status != StayStatus.Blocked);

    /// <summary>When the stay is planned to begin.</summary>
    public uint ScheduledStart(int stay)
    {
        ref readonly var row = ref _stays[stay];
        return row.Has(StayFlags.OwnTimes) && TextsOf(stay) is { ScheduledStart: > 0 } texts ? texts.ScheduledStart : Days.CheckIn(row.Arrival);
    }

    /// <summary>When the stay is planned to end.</summary>
    public uint ScheduledEnd(int stay)
    {
        ref readonly var row = ref _stays[stay];
        return row.Has(StayFlags.OwnTimes) && TextsOf(stay) is { ScheduledEnd: > 0 } texts ? texts.ScheduledEnd : Days.CheckOut(row.Departure);
    }

    /// <summary>Changes one stay. Call with the gate held for writing.</summary>
    /// <param name="stay">Its number.</param>
    /// <param name="at">When, vendor's clock. A change never dates before the one it follows.</param>
    public void Touch(int stay, uint at)
    {
        ref var row = ref _stays[stay];
        at = Math.Max(at, row.Updated);
        Changed.Move(stay, at);
        Feed.Add(ChangeKind.BookingChanged, stay);
    }

    public void EditGuest(int guest, uint at, Func<GuestEdits, GuestEdits> edit)
    {
        _guestEdits[guest] = edit(EditsOf(guest) ?? new GuestEdits());
        ref var row = ref _guests[guest];
        row.Updated = Math.Max(at, row.Updated);
        Feed.Add(ChangeKind.GuestChanged, guest);
    }

    public void WriteText(int stay, uint at, Func<StayTexts, StayTexts> edit)
    {
        _stayTexts[stay] = edit(TextsOf(stay) ?? new StayTexts());
        Touch(stay, at);
    }

    public int AddGuest(uint at)
    {
        Grow(ref _guests, GuestCount);
        _guests[GuestCount] = new GuestRow { Created = at, Updated = at, MergedInto = -1 };
        return GuestCount++;
    }

    /// <summary>Adds a booking whose stays share dates; rows are appended, for it is the newest.</summary>
    public int AddBooking(BookingRow booking, ReadOnlySpan<Stay> stays)
    {
        Grow(ref _bookings, BookingCount);
        booking.FirstStay = StayCount;
        booking.Rooms = (byte)stays.Length;
        _bookings[BookingCount] = booking;
        foreach (var stay in stays)
        {
            Grow(ref _stays, StayCount);
            _stays[StayCount] = stay with { Booking = BookingCount };
            Feed.Add(ChangeKind.BookingCreated, StayCount);
            Changed.Add(StayCount++);
        }

        return BookingCount++;
    }

    public void Dispose() => Gate.Dispose();

    private static void Grow<T>(ref T[] rows, int count)
    {
        if (count == rows.Length)
            Array.Resize(ref rows, Math.Max(16, count + count / 4));
    }
}

/// <summary>What the generator hands over.</summary>
internal sealed record WorldTables
{
    public required int Today { get; init; }

    public required RoomPlan Rooms { get; init; }

    public required RoomCalendar Calendar { get; init; }

    public required HotelDays Days { get; init; }

    public required List<RoomOutage> Outages { get; init; }

    public required Stay[] Stays { get; init; }

    public required BookingRow[] Bookings { get; init; }

    public required GuestRow[] Guests { get; init; }
}
