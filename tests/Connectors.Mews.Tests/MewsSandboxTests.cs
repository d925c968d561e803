using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>The connector against the simulated Mews, whose world is known.</summary>
public sealed class MewsSandboxTests(MewsSandbox mews) : IClassFixture<MewsSandbox>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Europe/Budapest", "EUR", 1200)]
    [InlineData("Asia/Tokyo", "JPY", 300)]
    [InlineData("Pacific/Tongatapu", "KWD", 120)]
    [InlineData("Pacific/Honolulu", "USD", 120)]
    public async Task Everything_read_equals_the_truth(string zone, string currency, int bookings)
    {
        var property = await mews.AddAsync(new { timeZone = zone, currency, bookings }, Token);

        var pages = await property.ReadAllAsync<IReadsBookings>(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }, Token);
        var rooms = await property.ReadAllAsync<IReadsRooms>(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }, Token);
        var guests = await property.ReadAllAsync<IReadsGuests>(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }, Token);

        Assert.Empty(pages.Concat(rooms).Concat(guests).SelectMany(page => page.Unmapped));
        Truth.AreEqual(await mews.Sandbox.TruthAsync(property.Id, "bookings", Token), pages.SelectMany(page => page.Bookings), Truth.Of);
        Truth.AreEqual(await mews.Sandbox.TruthAsync(property.Id, "rooms", Token), rooms.SelectMany(page => page.Rooms), Truth.Of);
        Truth.AreEqual(await mews.Sandbox.TruthAsync(property.Id, "guests", Token), guests.SelectMany(page => page.Guests), Truth.Of);
    }

    [Fact]
    public async Task Bookings_take_no_more_calls_than_a_page_by_page_reader_needs()
    {
        var property = await mews.AddAsync(new { bookings = 2300 }, Token);
        await property.ReadAllAsync<IReadsBookings>(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }, Token);

        var planned = (await mews.Sandbox.GetAsync($"admin/truth/{property.Id}/summary", Token)).GetProperty("pageByPage").GetProperty("by").EnumerateArray()
            .ToDictionary(call => call.GetProperty("operation").GetString()!, call => call.GetProperty("calls").GetInt64(), StringComparer.Ordinal);
        var made = (await mews.Sandbox.GetAsync($"admin/calls?property={property.Id}", Token)).GetProperty("operations").EnumerateObject().ToList();

        // One call more at most for companies that only a later page names.
        Assert.All(made, call => Assert.True(
            call.Value.GetInt64() <= planned.GetValueOrDefault(call.Name) + (call.Name == "companies/getAll" ? 2 : 0),
            $"{call.Name}: {call.Value} calls, planned {planned.GetValueOrDefault(call.Name)}"));
    }

    [Fact]
    public async Task Changes_are_found_by_the_next_incremental_read_and_nothing_else_is()
    {
        var property = await mews.AddAsync(new { bookings = 400 }, Token);
        var changed = await mews.ModifyAsync(property.Id, 5, Token);
        var since = DateTimeOffset.UtcNow.AddMinutes(-1);

        var pages = await property.ReadAllAsync<IReadsBookings>(
            new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = since, StartedAt = DateTimeOffset.UtcNow }, Token);

        var read = pages.SelectMany(page => page.Bookings).Select(booking => booking.ExternalId).Order().ToList();
        var truth = await mews.Sandbox.TruthAsync(property.Id, "bookings", Token);
        Assert.Equal(truth.Where(booking => booking.GetProperty("modifiedAt").GetDateTimeOffset() >= since.AddSeconds(-1)).Select(Truth.IdOf).Order(), read);
        Assert.Subset(read.ToHashSet(), changed.ToHashSet());
    }

    [Fact]
    public async Task Arrivals_departures_and_in_house_are_those_of_the_truth()
    {
        var property = await mews.AddAsync(new { bookings = 600, timeZone = "Pacific/Honolulu" }, Token);
        var truth = await mews.Sandbox.TruthAsync(property.Id, "bookings", Token);
        var now = DateTimeOffset.UtcNow;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, property.Hotel.TimeZone).DateTime);

        await SameAsync(new Feed { Mode = SyncMode.Arrivals, From = today, Until = today.AddDays(2), StartedAt = now }, booking => Between(booking, "arrival"));
        await SameAsync(new Feed { Mode = SyncMode.Departures, From = today, Until = today.AddDays(2), StartedAt = now }, booking => Between(booking, "departure"));
        await SameAsync(new Feed { Mode = SyncMode.InHouse, StartedAt = now }, booking => booking.GetProperty("status").GetString() == "InHouse");

        bool Between(JsonElement booking, string date) =>
            DateOnly.Parse(booking.GetProperty(date).GetString()!, System.Globalization.CultureInfo.InvariantCulture) is var day && day >= today && day <= today.AddDays(2);

        async Task SameAsync(Feed feed, Func<JsonElement, bool> wanted)
        {
            var read = (await property.ReadAllAsync<IReadsBookings>(feed, Token)).SelectMany(page => page.Bookings).Select(booking => booking.ExternalId).Order().ToList();
            Assert.Equal(truth.Where(wanted).Select(Truth.IdOf).Order(), read);
            Assert.NotEmpty(read);
        }
    }

    [Fact]
    public async Task What_housekeeping_changed_comes_with_the_rooms_status_and_no_room_is_missing()
    {
        var property = await mews.AddAsync(new { bookings = 60 }, Token);
        var before = await RoomsAsync(SyncMode.Full);
        var dirty = before.Values.First(room => room is { Housekeeping: HousekeepingStatus.Dirty, Service: RoomService.InService });
        await property.Connector.WriteAsync(new HousekeepingWrite(dirty.ExternalId, HousekeepingStatus.Inspected) { Id = Guid.CreateVersion7(), AcceptedAt = DateTimeOffset.UtcNow }, Token);

        var after = await RoomsAsync(SyncMode.RoomStatus);

        Assert.Equal(HousekeepingStatus.Inspected, after[dirty.ExternalId].Housekeeping);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(after.Values, room => Assert.Equal(before[room.ExternalId].Type, room.Type));
        Truth.AreEqual(await mews.Sandbox.TruthAsync(property.Id, "rooms", Token), after.Values, Truth.Of);

        async Task<Dictionary<string, Room>> RoomsAsync(SyncMode mode) =>
            (await property.ReadAllAsync<IReadsRooms>(new Feed { Mode = mode, StartedAt = DateTimeOffset.UtcNow }, Token)).SelectMany(page => page.Rooms).ToDictionary(room => room.ExternalId);
    }

    [Fact]
    public async Task Records_that_cannot_be_mapped_are_quarantined_and_the_rest_is_read()
    {
        var property = await mews.AddAsync(new { bookings = 300 }, Token);
        await mews.Sandbox.OrderFaultAsync(new { property = property.Id, kind = "BrokenRecords", records = 8 }, Token);
        await mews.Sandbox.OrderFaultAsync(new { property = property.Id, kind = "BrokenRecords", entity = "Rooms", records = 2 }, Token);

        var pages = await property.ReadAllAsync<IReadsBookings>(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }, Token);
        var rooms = await property.ReadAllAsync<IReadsRooms>(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }, Token);

        Assert.Equal(8, pages.Sum(page => page.Unmapped.Count));
        Assert.Equal(2, rooms.Sum(page => page.Unmapped.Count));
        var whole = (await mews.Sandbox.TruthAsync(property.Id, "bookings", Token)).Where(booking => !booking.TryGetProperty("broken", out _)).Select(Truth.IdOf);
        Assert.Equal(whole.Order(), pages.SelectMany(page => page.Bookings).Select(booking => booking.ExternalId).Order());
    }

    [Fact]
    public async Task Pages_sent_twice_and_out_of_order_bring_the_same()
    {
        var property = await mews.AddAsync(new { bookings = 300 }, Token);
        var feed = new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow };
        var before = Latest(await property.ReadAllAsync<IReadsBookings>(feed, Token));
        await mews.Sandbox.OrderFaultAsync(new { property = property.Id, kind = "Duplicate", records = 5 }, Token);
        await mews.Sandbox.OrderFaultAsync(new { property = property.Id, kind = "OutOfOrder" }, Token);

        var after = Latest(await property.ReadAllAsync<IReadsBookings>(feed, Token));

        Assert.Equal(before.Count, after.Count);
        Assert.All(before, booking => Assert.Equal(booking.Value, after[booking.Key]));

        static Dictionary<string, string> Latest(IEnumerable<VendorPage> pages) => pages.SelectMany(page => page.Bookings)
            .GroupBy(booking => booking.ExternalId)
            .ToDictionary(group => group.Key, group => JsonSerializer.Serialize(group.Last(), Contracts.Common.ContractsJson.Default.Booking));
    }

    [Fact]
    public async Task Wrong_credentials_are_told_from_everything_else()
    {
        var property = await mews.AddAsync(new { bookings = 20 }, Token);
        var wrong = MewsHttp.Connect(
            property.Url, settings: [new("clientToken", property.ClientToken), new("accessToken", "wrong")]);
        await property.Connector.CheckAsync(Token);
        var error = await Assert.ThrowsAsync<Runtime.Http.VendorException>(() => wrong.CheckAsync(Token));
        Assert.Equal(Runtime.Http.VendorErrorKind.Unauthorised, error.Kind);
    }
}
