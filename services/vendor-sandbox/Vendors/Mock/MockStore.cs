using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>
/// All that the mock PMS holds for one property. It begins as a picture of the property's generated world and is its own from then on. Call with the world's
/// gate held.
/// </summary>
internal sealed class MockStore
{
    private readonly Property _property;

    public MockStore(Property property)
    {
        _property = property;
        var world = MockWorld.Of(property.World);
        Rooms.Add(world.Rooms);
        Guests.Add(world.Guests);
        Bookings.Add(world.Bookings);
    }

    public MockTable<MockRoom> Rooms { get; } = new();

    public MockTable<MockGuest> Guests { get; } = new();

    public MockTable<MockBooking> Bookings { get; } = new();

    /// <summary>By id, in the order in which they were made.</summary>
    public SortedDictionary<string, MockWebhook> Webhooks { get; } = new(StringComparer.Ordinal);

    public string Currency => _property.Options.Currency;

    /// <summary>Now by the vendor's clock, in whole milliseconds.</summary>
    public DateTimeOffset Now => new(_property.Clock.Now.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary>The hotel's date.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_property.Clock.Now, _property.Zone).DateTime);

    public DateTimeOffset? LatestChange => new[] { Bookings.Ordered.LastOrDefault()?.UpdatedAt, Guests.Ordered.LastOrDefault()?.UpdatedAt, Rooms.Ordered.LastOrDefault()?.UpdatedAt }.Max();

    /// <summary>An id that no record has.</summary>
    public string NewId(string prefix) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}-{900_000 + _property.NextNumber()}");

    /// <summary>The record as of now: it was made now unless it was there, and a change never dates before the one it follows.</summary>
    public T Stamp<T>(T record, T? before)
        where T : MockRecord
    {
        var now = Now;
        var updated = before is null || now > before.UpdatedAt ? now : before.UpdatedAt.AddMilliseconds(1);
        return record with { CreatedAt = before?.CreatedAt ?? now, UpdatedAt = updated };
    }

    /// <summary>Keeps a room as it is now.</summary>
    public MockRoom Put(MockRoom room)
    {
        var stamped = Stamp(room, Rooms.TryFind(room.Id, out var before) ? before : null);
        _property.World.Feed.Add(ChangeKind.RoomChanged, Rooms.Put(stamped));
        return stamped;
    }

    /// <summary>Keeps a guest as it is now; bookings show their guests, so they change too unless they are about to be written themselves.</summary>
    public MockGuest Put(MockGuest guest, bool withBookings = true)
    {
        var known = Guests.TryFind(guest.Id, out var before);
        var stamped = Stamp(guest, before);
        _property.World.Feed.Add(ChangeKind.GuestChanged, Guests.Put(stamped));
        foreach (var booking in known && withBookings ? Bookings.Ordered.Where(booking => Names(booking, guest.Id)).ToList() : [])
            Put(booking);
        return stamped;
    }

    /// <summary>Keeps a booking as it is now, and lets its rooms know who moved in or out.</summary>
    public MockBooking Put(MockBooking booking)
    {
        var known = Bookings.TryFind(booking.Id, out var before);
        var stamped = Stamp(Moved(booking, before), before);
        _property.World.Feed.Add(known ? ChangeKind.BookingChanged : ChangeKind.BookingCreated, Bookings.Put(stamped));
        Settle(before, stamped);
        return stamped;
    }

    public bool RemoveBooking(string id)
    {
        if (!Bookings.TryFind(id, out var before) || Bookings.Remove(id) is not { } number)
            return false;
        _property.World.Feed.Add(ChangeKind.BookingDeleted, number);
        Settle(before, null);
        return true;
    }

    public bool RemoveGuest(string id) => Removed(Guests.Remove(id), ChangeKind.GuestDeleted);

    public bool RemoveRoom(string id) => Removed(Rooms.Remove(id), ChangeKind.RoomDeleted);

    /// <summary>A booking as it is shown, with its guests whole and its rooms' numbers.</summary>
    public MockBooking Shown(MockBooking booking) => booking with
    {
        Guests = [.. booking.GuestIds.Select(id => Guests.TryFind(id, out var guest) ? guest : null).OfType<MockGuest>()],
        Rooms = [.. booking.Rooms.Select(stay => stay with { RoomNumber = stay.RoomId is { } id && Rooms.TryFind(id, out var room) ? room.Number : null })],
    };

    public static bool Names(MockBooking booking, string guestId) =>
        string.Equals(booking.Booker, guestId, StringComparison.Ordinal) || booking.GuestIds.Contains(guestId, StringComparer.Ordinal);

    private bool Removed(int? number, ChangeKind kind)
    {
        if (number is { } found)
            _property.World.Feed.Add(kind, found);
        return number is not null;
    }

    /// <summary>Keys are handed out and back when the status says so.</summary>
    private MockBooking Moved(MockBooking booking, MockBooking? before)
    {
        var now = Now;
        var cameIn = booking.Status is "inHouse" or "checkedOut" && before?.Status is not ("inHouse" or "checkedOut");
        var left = booking.Status is "checkedOut" && before?.Status is not "checkedOut";
        return cameIn || left
            ? booking with { Rooms = [.. booking.Rooms.Select(stay => stay with { CheckedInAt = stay.CheckedInAt ?? now, CheckedOutAt = left ? stay.CheckedOutAt ?? now : null })] }
            : booking;
    }

    private void Settle(MockBooking? before, MockBooking? after)
    {
        var (was, now) = (Living(before), Living(after));
        foreach (var id in was.Union(now, StringComparer.Ordinal))
        {
            if (!Rooms.TryFind(id, out var room))
                continue;
            var occupied = now.Contains(id) || Bookings.Ordered.Any(booking => Living(booking).Contains(id));
            var left = was.Contains(id) && !now.Contains(id) && after is { Status: "checkedOut" };
            if (occupied != room.Occupied || left)
                Put(room with { Occupied = occupied, Housekeeping = left ? "dirty" : room.Housekeeping });
        }
    }

    private static HashSet<string> Living(MockBooking? booking) =>
        booking is { Status: "inHouse" } ? booking.Rooms.Select(stay => stay.RoomId).OfType<string>().ToHashSet(StringComparer.Ordinal) : [];
}
