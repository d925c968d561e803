using System.Text.Json;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>A whole world in one call, all of it or nothing; and none at all. Runs with the world's gate held for writing.</summary>
internal sealed class MockSeed(Property property, MockStore store)
{
    private const int MostGenerated = 20_000;

    /// <summary>More records than that are not told by webhook.</summary>
    private const int MostTold = 1000;

    /// <summary>Replaces the world by what was sent.</summary>
    public void Plant(MockSeedInput input)
    {
        if (input.Generate is { } generate)
        {
            if (input.Rooms is not null || input.Guests is not null || input.Bookings is not null)
                throw MockProblem.Invalid("$.generate", "either generated or given, not both");
            Replace(Generated(generate));
            return;
        }

        Replace(Read(input));
    }

    public void Empty() => Replace(new Records([], [], []));

    /// <summary>How many records there are now.</summary>
    public void WriteCounts(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("rooms"u8, store.Rooms.Count);
        json.WriteNumber("guests"u8, store.Guests.Count);
        json.WriteNumber("bookings"u8, store.Bookings.Count);
        json.WriteEndObject();
    }

    private Records Generated(MockGenerateInput generate)
    {
        if (generate.Bookings is < 0 or > MostGenerated)
            throw MockProblem.Invalid("$.generate.bookings", $"0 to {MostGenerated}");
        using var world = WorldGenerator.Create(property.World.Order with
        {
            Seed = Dice.Seed("mock/" + property.Id, generate.Seed ?? 1),
            Bookings = generate.Bookings ?? property.Options.Bookings,
            AsOf = new DateTimeOffset(property.Clock.Now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
        });
        var made = MockWorld.Of(world);
        return new Records(made.Rooms, made.Guests, made.Bookings);
    }

    /// <summary>Reads everything before anything is changed. What names something else may stand before it.</summary>
    private Records Read(MockSeedInput input)
    {
        var plain = new MockReader(store);
        var rooms = new Dictionary<string, MockRoom>(StringComparer.Ordinal);
        foreach (var (index, room) in (input.Rooms ?? []).Index())
        {
            var path = $"$.rooms[{index}]";
            Keep(rooms, plain.Room(room, plain.IdOf(room?.Id, "R", path), before: null, path), path);
        }

        var guests = new Dictionary<string, MockGuest>(StringComparer.Ordinal);
        foreach (var (index, guest) in (input.Guests ?? []).Index())
        {
            var path = $"$.guests[{index}]";
            Keep(guests, plain.Guest(guest is null ? null : guest with { MergedInto = null }, plain.IdOf(guest?.Id, "G", path), path), path);
        }

        var bookings = ReadBookings(input, rooms, guests);
        return new Records([.. rooms.Values], [.. guests.Values], bookings);
    }

    private List<MockBooking> ReadBookings(MockSeedInput input, Dictionary<string, MockRoom> rooms, Dictionary<string, MockGuest> guests)
    {
        var bookings = new Dictionary<string, MockBooking>(StringComparer.Ordinal);
        var reader = new MockReader(store, rooms, guests);
        foreach (var (index, guest) in (input.Guests ?? []).Index())
        {
            if (guest!.MergedInto is not null && guest.Id is { } id)
                guests[id] = reader.Guest(guest, id, $"$.guests[{index}]");
        }

        foreach (var (index, booking) in (input.Bookings ?? []).Index())
        {
            var path = $"$.bookings[{index}]";
            var (ids, brought) = reader.GuestsOf(booking ?? throw MockProblem.Invalid(path, "an object is needed"), path);
            foreach (var guest in brought)
                guests[guest.Id] = guest;
            Keep(bookings, reader.Booking(booking, reader.IdOf(booking.Id, "B", path), before: null, ids, path), path);
        }

        return [.. bookings.Values];
    }

    private static void Keep<T>(Dictionary<string, T> records, T record, string path)
        where T : MockRecord
    {
        if (!records.TryAdd(record.Id, record))
            throw MockProblem.Invalid(path + ".id", "is there twice");
    }

    private void Replace(Records records)
    {
        var many = store.Rooms.Count + store.Guests.Count + store.Bookings.Count > MostTold || records.Rooms.Count + records.Guests.Count + records.Bookings.Count > MostTold;
        if (many)
            property.World.Feed.Pause();
        try
        {
            Drop(store.Bookings, records.Bookings, store.RemoveBooking);
            Drop(store.Guests, records.Guests, store.RemoveGuest);
            Drop(store.Rooms, records.Rooms, store.RemoveRoom);
            foreach (var room in records.Rooms)
                store.Put(room with { Occupied = store.Rooms.TryFind(room.Id, out var before) && before.Occupied });
            foreach (var guest in records.Guests)
                store.Put(guest, withBookings: false);
            foreach (var booking in records.Bookings)
                store.Put(booking);
        }
        finally
        {
            if (many)
                property.World.Feed.Resume();
        }
    }

    private static void Drop<T>(MockTable<T> table, IReadOnlyList<T> staying, Func<string, bool> remove)
        where T : MockRecord
    {
        var ids = staying.Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in table.Ordered.Where(record => !ids.Contains(record.Id)).Select(record => record.Id).ToList())
            remove(gone);
    }

    private sealed record Records(IReadOnlyList<MockRoom> Rooms, IReadOnlyList<MockGuest> Guests, IReadOnlyList<MockBooking> Bookings);
}
