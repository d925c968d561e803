using System.Globalization;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>A generated world as records.</summary>
internal sealed class MockWorld
{
    private readonly HotelWorld _world;
    private readonly decimal _unit;

    private MockWorld(HotelWorld world)
    {
        _world = world;
        _unit = UnitOf(world.Order.Currency);
        var occupied = world.Occupied();
        Rooms = [.. world.Rooms.Rooms.Select((room, number) => Room(room, occupied.Contains(number)))];
        Guests = [.. Enumerable.Range(0, world.GuestCount).Select(Guest)];
        Bookings = [.. Enumerable.Range(0, world.StayCount).Where(world.IsVisible).Select(Booking)];
    }

    public IReadOnlyList<MockRoom> Rooms { get; }

    public IReadOnlyList<MockGuest> Guests { get; }

    public IReadOnlyList<MockBooking> Bookings { get; }

    public static MockWorld Of(HotelWorld world) => new(world);

    /// <summary>Minor units of a major one.</summary>
    public static decimal UnitOf(string currency) => Currencies.Exponent(currency) switch { 0 => 1m, 3 => 1000m, _ => 100m };

    private MockRoom Room(Room room, bool occupied)
    {
        var group = _world.Rooms.Groups[room.Group];
        return new MockRoom
        {
            Id = RoomId(room),
            Number = room.Number,
            Type = group.Name,
            Floor = room.Floor,
            Capacity = group.Capacity,
            NightlyRate = _world.Prices.Usual(group) / _unit,
            Currency = _world.Order.Currency,
            Housekeeping = room.Condition switch { RoomCondition.Dirty or RoomCondition.OutOfOrder => "dirty", RoomCondition.Inspected => "inspected", _ => "clean" },
            Service = room.Condition switch { RoomCondition.OutOfOrder => "outOfOrder", RoomCondition.OutOfService => "outOfService", _ => "inService" },
            Occupied = occupied,
            CreatedAt = Moment.ToInstant(room.Created),
            UpdatedAt = Moment.ToInstant(room.Updated),
        };
    }

    private MockGuest Guest(int number)
    {
        var facts = _world.People.Describe(number);
        ref readonly var row = ref _world.Guest(number);
        return new MockGuest
        {
            Id = GuestId(number),
            Title = facts.Title,
            FirstName = facts.FirstName,
            LastName = facts.SecondLastName is { } second ? $"{facts.LastName} {second}" : facts.LastName,
            Email = facts.Email,
            EmailIsRelay = facts.RelayEmail,
            Phone = facts.Phone,
            Language = facts.Language,
            Nationality = facts.Nationality,
            BirthDate = facts.BirthDate,
            Vip = facts.Classifications.Any(word => word is "VeryImportant" or "Important"),
            Loyalty = facts.LoyaltyCode is { } code ? new MockLoyalty("Meadow Club", null, code) : null,
            DoNotContact = facts.Classifications.Contains("Blocklist"),
            Notes = facts.Notes,
            MergedInto = row.MergedInto >= 0 ? GuestId(row.MergedInto) : null,
            Preferences = [.. PreferencesOf(facts)],
            CreatedAt = Moment.ToInstant(row.Created),
            UpdatedAt = Moment.ToInstant(row.Updated),
        };
    }

    private static IEnumerable<MockPreference> PreferencesOf(GuestFacts facts)
    {
        if (facts.Diet is { } diet)
            yield return new MockPreference("diet", diet);
        foreach (var feature in facts.SpaceFeatures)
            yield return new MockPreference("room", feature);
    }

    private MockBooking Booking(int first)
    {
        var row = _world.Stay(first);
        var booking = _world.BookingOf(first);
        var stays = Enumerable.Range(first, booking.Rooms).ToList();
        var total = row.Status == StayStatus.Blocked ? (decimal?)null : stays.Sum(_world.Prices.Nights) / _unit;
        return new MockBooking
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"B-{100_000 + row.Booking}"),
            ConfirmationNumber = string.Create(CultureInfo.InvariantCulture, $"MI-{row.Booking * 7 + 4001:D6}"),
            Status = MockWords.Status(row.Status),
            Arrival = Moment.ToDate(row.Arrival),
            Departure = Moment.ToDate(row.Departure),
            Channel = MockWords.Channel(booking.Channel).Channel,
            ChannelName = MockWords.Channel(booking.Channel).Name,
            GuestIds = [.. GuestsOf(stays, booking)],
            Rooms = [.. stays.Select(RoomStay)],
            Total = total,
            Paid = row.Status == StayStatus.CheckedOut ? total ?? 0 : 0,
            Currency = _world.Order.Currency,
            CreatedAt = Moment.ToInstant(booking.Created),
            UpdatedAt = Moment.ToInstant(stays.Max(stay => _world.Stay(stay).Updated)),
        };
    }

    private IEnumerable<string> GuestsOf(List<int> stays, BookingRow booking)
    {
        if (_world.Stay(stays[0]).Status == StayStatus.Blocked)
            return [];
        var companions = stays.SelectMany(stay => Enumerable.Range(_world.Stay(stay).FirstCompanion, _world.Stay(stay).Companions));
        return companions.Prepend(booking.Guest).Distinct().Select(GuestId);
    }

    private MockStay RoomStay(int number)
    {
        ref readonly var stay = ref _world.Stay(number);
        var room = _world.Rooms.Rooms[stay.Room];
        return new MockStay
        {
            RoomId = stay.Has(StayFlags.RoomNotAssigned) ? null : RoomId(room),
            RoomType = _world.Rooms.Groups[room.Group].Name,
            Adults = stay.Adults,
            Children = stay.Children + stay.Infants,
            CheckedInAt = stay.StartedAt == 0 ? null : Moment.ToInstant(stay.StartedAt),
            CheckedOutAt = stay.EndedAt == 0 ? null : Moment.ToInstant(stay.EndedAt),
        };
    }

    private static string RoomId(Room room) => $"R-{room.Number}";

    private static string GuestId(int number) => string.Create(CultureInfo.InvariantCulture, $"G-{20_000 + number}");
}
