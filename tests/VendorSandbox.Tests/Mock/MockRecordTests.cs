using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Mock;

public sealed class MockRecordTests
{
    [Fact]
    public async Task Pages_hold_every_record_once_the_change_longest_ago_first()
    {
        var mock = await MockClient.StartAsync(bookings: 150);
        await using var sandbox = mock.Sandbox;
        foreach (var list in (string[])["bookings", "guests", "rooms"])
        {
            var all = await mock.AllAsync(list, limit: 13);
            var truth = await sandbox.TruthAsync("meadow", list);
            Assert.Equal(truth.Keys.Order(), MockClient.Ids(all).Order());
            var changes = all.Select(record => record.GetProperty("updatedAt").GetDateTimeOffset()).ToList();
            Assert.Equal(changes.Order(), changes);
            Assert.Equal(truth.Count, (await mock.GetAsync($"{list}?limit=1")).GetProperty("total").GetInt32());
        }
    }

    [Fact]
    public async Task A_record_that_changes_between_two_pages_is_not_missed()
    {
        var mock = await MockClient.StartAsync(bookings: 40);
        await using var sandbox = mock.Sandbox;
        var first = await mock.GetAsync("bookings?limit=10");
        var ahead = (await mock.AllAsync("bookings"))[15];
        await mock.CallAsync(HttpMethod.Patch, $"bookings/{ahead.GetProperty("id").GetString()}", new { specialRequests = "Cot" });

        var seen = MockClient.Ids(first.GetProperty("bookings").EnumerateArray())
            .Concat(MockClient.Ids(await mock.AllAsync("bookings", $"&cursor={first.GetProperty("next").GetString()}"))).ToHashSet(StringComparer.Ordinal);
        Assert.Equal((await sandbox.TruthAsync("meadow", "bookings")).Keys.Order(), seen.Order());
    }

    [Fact]
    public async Task Filters_give_what_they_say()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();
        await mock.PostAsync("bookings", new { id = "B-2", status = "inHouse", arrival = "2030-05-20", departure = "2030-05-30" });
        await mock.PostAsync("bookings", new { id = "B-3", status = "cancelled", arrival = "2030-06-01", departure = "2030-06-02" });

        foreach (var (query, ids) in ((string, string[])[])
        [
            ("arrivalFrom=2030-06-01", ["B-1", "B-3"]),
            ("arrivalUntil=2030-05-31", ["B-2"]),
            ("departureFrom=2030-06-02&departureUntil=2030-06-02", ["B-3"]),
            ("inHouseOn=2030-06-02", ["B-1", "B-2"]),
            ("inHouseOn=2030-06-05", ["B-2"]),
            ("status=cancelled", ["B-3"]),
            ("guestId=G-1", ["B-1"]),
            ("ids=B-3,B-1,B-9", ["B-1", "B-3"]),
        ])
            Assert.Equal(ids, MockClient.Ids((await mock.GetAsync($"bookings?{query}")).GetProperty("bookings").EnumerateArray()).Order());

        foreach (var query in (string[])["email=ANA%40example.net", "phone=%2B64215550101", "phone=0064%2021%205550101", "name=moa", "name=ana%20moa"])
            Assert.Equal(["G-1"], MockClient.Ids((await mock.GetAsync($"guests?{query}")).GetProperty("guests").EnumerateArray()));
        foreach (var query in (string[])["email=ana", "phone=5550101", "name=oana"])
            Assert.Empty((await mock.GetAsync($"guests?{query}")).GetProperty("guests").EnumerateArray());
    }

    [Theory]
    [InlineData("bookings?limit=0", "limit")]
    [InlineData("bookings?limit=501", "limit")]
    [InlineData("bookings?cursor=nonsense", "cursor")]
    [InlineData("bookings?modifiedSince=yesterday", "modifiedSince")]
    [InlineData("bookings?arrivalFrom=2030-02-30", "arrivalFrom")]
    [InlineData("bookings?status=sold", "status")]
    [InlineData("guests?inHouseOn=2030-06-01", "inHouseOn")]
    [InlineData("rooms?colour=red", "colour")]
    public async Task A_parameter_that_is_wrong_is_named(string address, string field)
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        Assert.Equal(field, await mock.ProblemAsync(400, HttpMethod.Get, address));
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_and_changes_nothing_but_its_time()
    {
        var mock = await MockClient.StartAsync(bookings: 30);
        await using var sandbox = mock.Sandbox;
        foreach (var list in (string[])["bookings", "guests", "rooms"])
        {
            var before = (await mock.AllAsync(list))[^1];
            var address = $"{list}/{before.GetProperty("id").GetString()}";
            var (status, after) = await mock.CallAsync(HttpMethod.Put, address, before);
            Assert.True(status == 200, $"{address}: {after}");
            Assert.Equal(Without(before), Without(after));
            Assert.True(after.GetProperty("updatedAt").GetDateTimeOffset() > before.GetProperty("updatedAt").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task Ids_are_taken_once_never_change_and_are_given_where_none_is()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();
        Assert.Equal("$.id", await mock.ProblemAsync(409, HttpMethod.Post, "rooms", new { id = "R-7", number = "8" }));
        Assert.Equal("$.id", await mock.ProblemAsync(400, HttpMethod.Put, "rooms/R-7", new { id = "R-8", number = "8" }));
        Assert.Equal("$.id", await mock.ProblemAsync(400, HttpMethod.Patch, "rooms/R-7", new { id = "R-8" }));
        Assert.Null(await mock.ProblemAsync(404, HttpMethod.Patch, "rooms/R-9", new { number = "9" }));
        Assert.Equal(201, (await mock.CallAsync(HttpMethod.Put, "rooms/R-9", new { number = "9" })).Status);
        var (made, room) = await mock.PostAsync("rooms", new { number = "10" });
        Assert.Equal(201, made);
        Assert.Equal("10", (await mock.GetAsync($"rooms/{room.GetProperty("id").GetString()}")).GetProperty("number").GetString());
    }

    [Fact]
    public async Task Deleting_leaves_no_trace_and_what_is_named_cannot_be_deleted()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();
        Assert.Null(await mock.ProblemAsync(409, HttpMethod.Delete, "guests/G-1"));
        Assert.Null(await mock.ProblemAsync(409, HttpMethod.Delete, "rooms/R-7"));
        foreach (var address in (string[])["bookings/B-1", "guests/G-1", "rooms/R-7"])
        {
            Assert.Equal(204, (await mock.CallAsync(HttpMethod.Delete, address)).Status);
            Assert.Null(await mock.ProblemAsync(404, HttpMethod.Get, address));
            Assert.Null(await mock.ProblemAsync(404, HttpMethod.Delete, address));
        }

        Assert.Empty(await mock.AllAsync("bookings", "&modifiedSince=2000-01-01T00:00:00Z"));
        Assert.Empty(await sandbox.TruthAsync("meadow", "bookings"));
    }

    [Fact]
    public async Task Notes_charges_and_preferences_are_added_once_for_a_key()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();
        var charge = new { title = "Minibar", amount = 12.5, currency = "NZD", idempotencyKey = "k-1" };
        var (made, first) = await mock.PostAsync("bookings/B-1/charges", charge);
        var (again, second) = await mock.PostAsync("bookings/B-1/charges", charge);
        Assert.Equal((201, 200, first.GetRawText()), (made, again, second.GetRawText()));
        Assert.Equal("$.idempotencyKey", await mock.ProblemAsync(409, HttpMethod.Post, "bookings/B-1/charges", charge with { amount = 13 }));
        Assert.Equal("$.currency", await mock.ProblemAsync(400, HttpMethod.Post, "bookings/B-1/charges", charge with { currency = "EUR" }));
        await mock.PostAsync("bookings/B-1/notes", new { text = "Late", idempotencyKey = "k-2" });
        await mock.PostAsync("bookings/B-1/notes", new { text = "Late", idempotencyKey = "k-2" });
        await mock.PostAsync("bookings/B-1/notes", new { text = "Late" });

        var booking = await mock.GetAsync("bookings/B-1");
        Assert.Equal((452.5m, 1, 2), (booking.GetProperty("balance").GetDecimal(), booking.GetProperty("charges").GetArrayLength(), booking.GetProperty("notes").GetArrayLength()));
        for (var round = 0; round < 2; round++)
            Assert.Equal(200, (await mock.PostAsync("guests/G-1/preferences", new { preferences = new[] { new { category = "diet", value = round == 0 ? "Vegan" : "vegan" } } })).Status);
        Assert.Equal(1, (await mock.GetAsync("guests/G-1")).GetProperty("preferences").GetArrayLength());
    }

    [Fact]
    public async Task Who_moves_in_occupies_the_room_and_leaves_it_dirty()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();
        var (_, arrived) = await mock.CallAsync(HttpMethod.Patch, "bookings/B-1", new { status = "inHouse" });
        Assert.Equal(JsonValueKind.String, arrived.GetProperty("rooms")[0].GetProperty("checkedInAt").ValueKind);
        Assert.True((await mock.GetAsync("rooms/R-7")).GetProperty("occupied").GetBoolean());

        await mock.CallAsync(HttpMethod.Patch, "bookings/B-1", new { status = "checkedOut" });
        var room = await mock.GetAsync("rooms/R-7");
        Assert.Equal((false, "dirty"), (room.GetProperty("occupied").GetBoolean(), room.GetProperty("housekeeping").GetString()));
    }

    [Fact]
    public async Task A_guest_that_changes_takes_its_bookings_along()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();
        sandbox.Time.Advance(TimeSpan.FromMinutes(1));
        var since = Uri.EscapeDataString(sandbox.Time.GetUtcNow().ToString("O"));
        await mock.CallAsync(HttpMethod.Patch, "guests/G-1", new { email = (string?)null, lastName = "Rewi" });

        var booking = Assert.Single(await mock.AllAsync("bookings", $"&modifiedSince={since}"));
        var guest = booking.GetProperty("guests")[0];
        Assert.Equal(("Rewi", JsonValueKind.Null), (guest.GetProperty("lastName").GetString(), guest.GetProperty("email").ValueKind));
    }

    [Fact]
    public async Task Strangers_strange_addresses_and_too_many_calls_are_refused_as_documented()
    {
        var mock = await MockClient.StartAsync(settings: [("RateLimitScale", "0.01")]);
        await using var sandbox = mock.Sandbox;
        Assert.Null(await mock.ProblemAsync(401, HttpMethod.Get, "rooms", key: "wrong"));
        Assert.Null(await mock.ProblemAsync(404, HttpMethod.Get, "planets"));
        for (var call = 0; call < 6; call++)
            await mock.GetAsync("rooms");
        using var refused = await mock.SendAsync(HttpMethod.Get, "rooms");
        Assert.Equal((429, TimeSpan.FromSeconds(60)), ((int)refused.StatusCode, refused.Headers.RetryAfter?.Delta));
    }

    private static string Without(JsonElement record) =>
        string.Join('\n', record.EnumerateObject().Where(member => member.Name != "updatedAt").Select(member => $"{member.Name}={member.Value.GetRawText()}"));
}
