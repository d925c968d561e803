using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>The connector against the simulated Hostaway, whose world is known.</summary>
public sealed class SandboxTests(HostawaySandbox sandbox, ConformanceBench bench) : IClassFixture<HostawaySandbox>
{
    private static Feed Full => new() { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("America/New_York", "USD", 640)]
    [InlineData("Asia/Tokyo", "JPY", 300)]
    [InlineData("Pacific/Tongatapu", "KWD", 200)]
    [InlineData("Pacific/Honolulu", "EUR", 120)]
    public async Task Everything_read_equals_the_truth(string zone, string currency, int bookings)
    {
        var account = await sandbox.AddAsync(bookings, zone, currency);
        await using var connected = await account.ConnectAsync(bench.Servers);

        var pages = await connected.BookingPagesAsync(Full);
        var rooms = await connected.RoomPagesAsync(Full);
        var guests = await connected.GuestsAsync(Full);

        Assert.Empty(pages.Concat(rooms).SelectMany(page => page.Unmapped));
        var truth = await sandbox.TruthAsync(account, "bookings");
        AreEqual(truth, pages.SelectMany(page => page.Bookings), booking => booking.ExternalId, Of);
        AreEqual(await sandbox.TruthAsync(account, "rooms"), rooms.SelectMany(page => page.Rooms), room => room.ExternalId, Of);
        AreEqual(await sandbox.TruthAsync(account, "guests"), Latest(guests), guest => guest.ExternalId, Of);
        Assert.Equal(truth.Count, pages[0].Total);
    }

    [Fact]
    public async Task Rooms_then_bookings_take_hardly_more_calls_than_the_fewest_possible()
    {
        var account = await sandbox.AddAsync(1000);
        await using var connected = await account.ConnectAsync(bench.Servers);

        await connected.RoomsAsync(Full);
        await connected.BookingsAsync(Full);

        // One more is a page of reservations that tells which listings have units, which the plan knows without asking; a listing that none of them is
        // for is asked itself.
        var fewest = (await sandbox.Process.GetAsync($"admin/truth/{account.Id}/summary", Token)).GetProperty("fewestCalls").GetInt64();
        Assert.InRange(await CallsAsync(account), fewest, fewest + 3);
    }

    [Fact]
    public async Task Bookings_and_their_guests_are_the_same_when_read_again_and_when_read_as_guests()
    {
        var account = await sandbox.AddAsync(300);
        await using var connected = await account.ConnectAsync(bench.Servers);

        var first = await connected.BookingPagesAsync(Full);
        var again = await connected.BookingPagesAsync(Full);
        var guests = await connected.GuestsAsync(Full);

        Assert.Equal(first.SelectMany(page => page.Bookings).Select(Json), again.SelectMany(page => page.Bookings).Select(Json));
        Assert.Equal(Latest(first.SelectMany(page => page.Guests)).Select(Json).Order(), Latest(guests).Select(Json).Order());
    }

    [Fact]
    public async Task What_was_changed_is_what_an_incremental_read_brings()
    {
        var account = await sandbox.AddAsync(500);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var latest = await LatestChangeAsync(account);

        var modified = await sandbox.ModifyAsync(account, 7);
        var read = await connected.BookingsAsync(Full with { Mode = SyncMode.ModifiedSince, ChangedSince = latest });

        // The vendor dates to the second, so that what had changed before may bear the moment of the modification.
        Assert.All(read, booking => Assert.True(booking.ModifiedAt >= latest, $"{booking.ExternalId} changed at {booking.ModifiedAt:O}"));
        var news = read.Where(booking => booking.ModifiedAt > latest).Select(booking => booking.ExternalId).Union(modified);
        Assert.Equal(modified.Distinct().Order(), news.Order());
        Assert.Subset(read.Select(booking => booking.ExternalId).ToHashSet(), modified.ToHashSet());
    }

    [Fact]
    public async Task Changes_while_a_full_read_goes_on_are_in_it()
    {
        var account = await sandbox.AddAsync(600);
        await using var connected = await account.ConnectAsync(bench.Servers);

        var read = new Dictionary<string, Booking>(StringComparer.Ordinal);
        var pages = await Connected.AllAsync(async cursor =>
        {
            var page = await connected.Connector.ReadBookingsAsync(Full, cursor, Token);
            foreach (var booking in page.Bookings)
            {
                if (!read.TryGetValue(booking.ExternalId, out var known) || known.ModifiedAt <= booking.ModifiedAt)
                    read[booking.ExternalId] = booking;
            }

            if (read.Count is > 0 and < 400)
                await sandbox.ModifyAsync(account, 5);
            return page;
        });

        Assert.True(pages.Count < 20, $"{pages.Count} pages");
        AreEqual(await sandbox.TruthAsync(account, "bookings"), read.Values, booking => booking.ExternalId, Of);
    }

    [Fact]
    public async Task Arrivals_departures_and_in_house_are_those_of_the_hotels_days()
    {
        var account = await sandbox.AddAsync(2000, "Pacific/Tongatapu");
        await using var connected = await account.ConnectAsync(bench.Servers);
        var truth = await sandbox.TruthAsync(account, "bookings");
        var now = DateTimeOffset.UtcNow;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, account.Hotel.TimeZone).DateTime);
        var span = new Feed { Mode = SyncMode.Arrivals, From = today, Until = today.AddDays(2), StartedAt = now };

        await SameAsync(span, booking => IsSoon(Date(booking, "arrival")));
        await SameAsync(span with { Mode = SyncMode.Departures }, booking => IsSoon(Date(booking, "departure")));
        await SameAsync(
            new Feed { Mode = SyncMode.InHouse, StartedAt = now },
            booking => Date(booking, "arrival") <= today && Date(booking, "departure") >= today && Text(booking, "status") is "Confirmed" or "Unknown");

        bool IsSoon(DateOnly date) => date >= today && date <= today.AddDays(2);

        async Task SameAsync(Feed feed, Func<JsonElement, bool> wanted)
        {
            var read = (await connected.BookingsAsync(feed)).Select(booking => booking.ExternalId).Order().ToList();
            Assert.Equal(truth.Where(wanted).Select(Id).Order(), read);
            Assert.NotEmpty(read);
        }
    }

    [Fact]
    public async Task What_housekeeping_changed_comes_with_the_rooms_status_by_the_list_of_listings_alone()
    {
        var account = await sandbox.AddAsync(100);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var before = (await connected.RoomsAsync(Full)).ToDictionary(room => room.ExternalId);
        var room = (await sandbox.TruthAsync(account, "rooms")).First(new HostawayWriteView().HasHousekeeping).GetProperty("externalId").GetString()!;
        await connected.Connector.WriteAsync(new HousekeepingWrite(room, HousekeepingStatus.Dirty) { Id = Guid.CreateVersion7(), AcceptedAt = DateTimeOffset.UtcNow }, Token);
        var calls = await CallsAsync(account);

        var after = (await connected.RoomsAsync(Full with { Mode = SyncMode.RoomStatus })).ToDictionary(each => each.ExternalId);

        Assert.NotEqual(HousekeepingStatus.Dirty, before[room].Housekeeping);
        Assert.Equal(HousekeepingStatus.Dirty, after[room].Housekeeping);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.Equal(calls + 1, await CallsAsync(account));
    }

    [Fact]
    public async Task Records_that_cannot_be_mapped_are_quarantined_and_the_rest_is_read()
    {
        var account = await sandbox.AddAsync(300);
        await sandbox.Process.OrderFaultAsync(new { property = account.Id, kind = "BrokenRecords", records = 8 }, Token);
        await sandbox.Process.OrderFaultAsync(new { property = account.Id, kind = "BrokenRecords", entity = "Rooms", records = 2 }, Token);
        await using var connected = await account.ConnectAsync(bench.Servers);

        var pages = await connected.BookingPagesAsync(Full);
        var rooms = await connected.RoomPagesAsync(Full);

        Assert.Equal(8, pages.Sum(page => page.Unmapped.Count));
        Assert.Equal(2, rooms.Sum(page => page.Unmapped.Count));
        Assert.Equal(
            Whole(await sandbox.TruthAsync(account, "bookings")), pages.SelectMany(page => page.Bookings).Select(booking => booking.ExternalId).Order());
        Assert.Equal(Whole(await sandbox.TruthAsync(account, "rooms")), rooms.SelectMany(page => page.Rooms).Select(room => room.ExternalId).Order());

        static IEnumerable<string> Whole(IEnumerable<JsonElement> truth) => truth.Where(record => !record.TryGetProperty("broken", out _)).Select(Id).Order();
    }

    [Theory]
    [InlineData("Duplicate")]
    [InlineData("OutOfOrder")]
    public async Task Pages_in_disorder_bring_the_same(string fault)
    {
        var account = await sandbox.AddAsync(400);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var before = (await connected.BookingsAsync(Full)).ToDictionary(booking => booking.ExternalId, Json, StringComparer.Ordinal);
        await sandbox.Process.OrderFaultAsync(new { property = account.Id, kind = fault }, Token);

        var after = (await connected.BookingsAsync(Full)).GroupBy(booking => booking.ExternalId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Json(group.Last()), StringComparer.Ordinal);

        Assert.Equal(before.OrderBy(entry => entry.Key, StringComparer.Ordinal), after.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("TokenExpired", 1)]
    [InlineData("ServerError", 1)]
    [InlineData("CutConnection", 1)]
    public async Task A_fault_that_passes_costs_no_more_than_a_call(string fault, int count)
    {
        var account = await sandbox.AddAsync(250);
        await using var connected = await account.ConnectAsync(bench.Servers);
        await sandbox.Process.OrderFaultAsync(new { property = account.Id, kind = fault, count, path = "reservations" }, Token);

        Assert.Equal(250, (await connected.BookingsAsync(Full)).Count);
    }

    [Fact]
    public async Task Wrong_credentials_are_told_from_everything_else()
    {
        var account = await sandbox.AddAsync(20);
        await using var right = await account.ConnectAsync(bench.Servers);
        await using var wrong = await account.ConnectAsync(bench.Servers, "wrong");

        await right.Connector.CheckAsync(Token);
        var error = await Assert.ThrowsAsync<VendorException>(() => wrong.Connector.CheckAsync(Token));

        Assert.Equal(VendorErrorKind.Unauthorised, error.Kind);
    }

    private async Task<long> CallsAsync(SandboxAccount account) =>
        (await sandbox.Process.GetAsync($"admin/calls?property={account.Id}", Token)).GetProperty("calls").GetInt64();

    private async Task<DateTimeOffset> LatestChangeAsync(SandboxAccount account) =>
        (await sandbox.Process.GetAsync($"admin/truth/{account.Id}/summary", Token)).GetProperty("latestChange").GetDateTimeOffset();

    /// <summary>Of each guest what was read last by the vendor's clock, as the version store keeps it.</summary>
    private static IEnumerable<Guest> Latest(IEnumerable<Guest> guests) =>
        guests.GroupBy(guest => guest.ExternalId, StringComparer.Ordinal).Select(group => group.MaxBy(guest => guest.ModifiedAt)!);

    private static string Json(Booking booking) => JsonSerializer.Serialize(booking, ContractsJson.Default.Booking);

    private static string Json(Guest guest) => JsonSerializer.Serialize(guest, ContractsJson.Default.Guest);

    private static string Id(JsonElement record) => Text(record, "externalId")!;

    private static string? Text(JsonElement record, string name) => record.GetProperty(name).GetString();

    private static DateOnly Date(JsonElement record, string name) => DateOnly.Parse(Text(record, name)!, CultureInfo.InvariantCulture);

    /// <summary>Each record once, and equal in every member that is described.</summary>
    private static void AreEqual<T>(IReadOnlyList<JsonElement> truth, IEnumerable<T> read, Func<T, string> id, Func<T, JsonElement, JsonObject> describe)
    {
        var found = read.ToDictionary(id, StringComparer.Ordinal);
        Assert.NotEmpty(truth);
        Assert.Equal(truth.Select(Id).Order(), found.Keys.Order());
        foreach (var expected in truth)
        {
            foreach (var (name, actual) in describe(found[Id(expected)], expected))
            {
                var wanted = expected.TryGetProperty(name, out var member) ? JsonNode.Parse(member.GetRawText()) : null;
                Assert.True(
                    JsonNode.DeepEquals(wanted, actual), $"{name} of {Id(expected)} is {actual?.ToJsonString()}, the truth says {wanted?.ToJsonString()}");
            }
        }
    }

    private static JsonObject Of(Booking booking, JsonElement truth) => new()
    {
        ["status"] = booking.Status.ToString(),
        ["vendorStatus"] = booking.VendorStatus,
        ["arrival"] = Text(booking.Arrival),
        ["departure"] = Text(booking.Departure),

        // Where the channel gave one number only, all are taken for adults; truth keeps what the channel told.
        [truth.GetProperty("adults").ValueKind == JsonValueKind.Null ? "numberOfGuests" : "adults"] = booking.Adults,
        ["children"] = booking.Children,
        ["total"] = Of(booking.Total),
        ["balance"] = Of(booking.Balance),
        ["guestExternalIds"] = new JsonArray([.. booking.Guests.Where(guest => guest.IsPrimary).Select(guest => (JsonNode?)guest.ExternalId)]),
        ["roomExternalIds"] = new JsonArray([.. booking.Stays.Select(stay => (JsonNode?)stay.RoomExternalId)]),
        ["createdAt"] = Text(booking.CreatedAt),
        ["modifiedAt"] = Text(booking.ModifiedAt),
    };

    private static JsonObject Of(Guest guest, JsonElement truth) => new()
    {
        ["firstName"] = guest.FirstName,
        ["lastName"] = guest.LastName,
        ["email"] = guest.Emails.Select(email => email.Address).FirstOrDefault(),
        ["phone"] = guest.Phones.Select(phone => phone.AsGiven).FirstOrDefault(),
        ["language"] = guest.Language,
        ["nationality"] = guest.Nationality,
        ["modifiedAt"] = Text(guest.ModifiedAt),
    };

    private static JsonObject Of(Room room, JsonElement truth) => new()
    {
        ["number"] = room.Number,
        ["type"] = room.Type,
        ["floor"] = room.Floor,
        ["housekeeping"] = room.Housekeeping.ToString(),
        ["service"] = room.Service.ToString(),
    };

    private static JsonObject? Of(Money? money) =>
        money is { } amount ? new JsonObject { ["minorUnits"] = amount.MinorUnits, ["currency"] = amount.Currency } : null;

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
