using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>Changes bookings on demand, as a day in the hotel would. Same store, same order, same result.</summary>
internal sealed class MockModifier(MockStore store, ulong seed)
{
    private static readonly ModifyKind[] InTurn = [ModifyKind.Dates, ModifyKind.Status, ModifyKind.Room, ModifyKind.Touch];
    private readonly List<int> _bookings = [];
    private readonly List<int> _guests = [];
    private Dice _dice = new(seed);

    /// <summary>Changes so many bookings, fewer when there are not enough that can be changed in this way; or the named ones.</summary>
    public Modified Modify(ModifyKind kind, int count, IReadOnlyList<int>? named)
    {
        if (kind == ModifyKind.Create)
        {
            for (var made = 0; made < count; made++)
                Create();
            return new Modified(_bookings, _guests);
        }

        var candidates = named ?? [.. store.Bookings.Numbers.OrderBy(number => Dice.Of(seed, 1, number))];
        foreach (var number in candidates.TakeWhile(_ => named is not null || Math.Max(_bookings.Count, _guests.Count) < count))
            TryChange(number, kind == ModifyKind.Mixed ? InTurn[_bookings.Count % InTurn.Length] : kind);
        return new Modified(_bookings, _guests);
    }

    private void TryChange(int number, ModifyKind kind)
    {
        var booking = store.Bookings.At(number)!;
        if (kind == ModifyKind.Guest)
        {
            ChangeGuest(booking);
            return;
        }

        if (kind is ModifyKind.Delete or ModifyKind.Silent)
        {
            if (ChangedUntold(booking, kind))
                _bookings.Add(number);
            return;
        }

        if (Changed(booking, kind) is not { } changed)
            return;
        store.Put(changed);
        _bookings.Add(number);
    }

    /// <summary>Behind everybody's back: no time of change moves and no webhook tells.</summary>
    private bool ChangedUntold(MockBooking booking, ModifyKind kind)
    {
        if (kind == ModifyKind.Delete)
            return store.Bookings.Remove(booking.Id) is not null;
        if (booking.Rooms is not [var first, ..])
            return false;
        store.Bookings.Put(booking with { Rooms = [first with { Adults = first.Adults == 1 ? 2 : 1 }, .. booking.Rooms.Skip(1)] });
        return true;
    }

    private MockBooking? Changed(MockBooking booking, ModifyKind kind) => kind switch
    {
        ModifyKind.Touch => booking,
        ModifyKind.Dates => booking.Status is "confirmed" or "tentative" or "inHouse" ? booking with { Departure = booking.Departure.AddDays(1) } : null,
        ModifyKind.Status => Next(booking) is { } status ? booking with { Status = status } : null,
        ModifyKind.Room => Moved(booking),
        _ => null,
    };

    private string? Next(MockBooking booking) => booking.Status switch
    {
        "tentative" => "confirmed",
        "inHouse" when booking.Departure <= store.Today => "checkedOut",
        "confirmed" when booking.Arrival <= store.Today && booking.Departure > store.Today => "inHouse",
        "confirmed" when booking.Arrival > store.Today => "cancelled",
        _ => null,
    };

    private MockBooking? Moved(MockBooking booking)
    {
        if (booking.Status is not ("confirmed" or "tentative" or "inHouse") || booking.Rooms is not [{ } first, ..])
            return null;
        var others = store.Rooms.Ordered.Where(room => room.Id != first.RoomId && room.Type == first.RoomType && !room.Occupied).OrderBy(room => room.Id, StringComparer.Ordinal).ToList();
        return others.Count == 0 ? null : booking with { Rooms = [first with { RoomId = others[_dice.Below(others.Count)].Id }, .. booking.Rooms.Skip(1)] };
    }

    private void ChangeGuest(MockBooking booking)
    {
        if (booking.GuestIds is not [var id, ..] || !store.Guests.TryFind(id, out var guest))
            return;
        store.Put(guest with { Phone = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+1555{_dice.Below(9_000_000) + 1_000_000}") });
        _guests.Add(store.Guests.NumberOf(id)!.Value);
        _bookings.AddRange(store.Bookings.Numbers.Where(number => MockStore.Names(store.Bookings.At(number)!, id)).Except(_bookings).ToList());
    }

    private void Create()
    {
        var arrival = store.Today.AddDays(1 + _dice.Below(200));
        var rooms = store.Rooms.Ordered.OrderBy(room => room.Id, StringComparer.Ordinal).ToList();
        var room = rooms.Count == 0 ? null : rooms[_dice.Below(rooms.Count)];
        var guest = store.Put(new MockGuest { Id = store.NewId("G"), FirstName = "Nia", LastName = "Walker", Email = "nia.walker@example.net" });
        var booking = store.Put(new MockBooking
        {
            Id = store.NewId("B"),
            Status = "confirmed",
            Arrival = arrival,
            Departure = arrival.AddDays(1 + _dice.Below(5)),
            Channel = "direct",
            Currency = store.Currency,
            Total = 100 + _dice.Below(900),
            GuestIds = [guest.Id],
            Rooms = [new MockStay { RoomId = room?.Id, RoomType = room?.Type, Adults = 2, Children = 0 }],
        });
        _guests.Add(store.Guests.NumberOf(guest.Id)!.Value);
        _bookings.Add(store.Bookings.NumberOf(booking.Id)!.Value);
    }
}
