using System.Text;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Mock;

public sealed class MockSeedTests
{
    [Fact]
    public async Task A_seed_replaces_the_whole_world()
    {
        var mock = await MockClient.StartAsync(bookings: 30);
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();

        var booking = Assert.Single((await mock.GetAsync("bookings")).GetProperty("bookings").EnumerateArray());
        Assert.Equal("Ana", booking.GetProperty("guests")[0].GetProperty("firstName").GetString());
        Assert.Equal(("Garden Double", 440m), (booking.GetProperty("rooms")[0].GetProperty("roomType").GetString(), booking.GetProperty("balance").GetDecimal()));
        Assert.Equal(["R-7"], MockClient.Ids(await mock.AllAsync("rooms")));
        Assert.Equal(["B-1"], (await sandbox.TruthAsync("meadow", "bookings")).Keys);
    }

    [Fact]
    public async Task A_seed_with_something_wrong_in_it_changes_nothing_and_says_what()
    {
        var mock = await MockClient.StartAsync(bookings: 30);
        await using var sandbox = mock.Sandbox;
        var before = MockClient.Ids(await mock.AllAsync("bookings")).Order().ToList();

        foreach (var (seed, field) in ((object, string)[])
        [
            (new { rooms = new[] { new { id = "R-1", number = "1" }, new { id = "R-1", number = "2" } } }, "$.rooms[1].id"),
            (new { rooms = new[] { new { id = "a b", number = "1" } } }, "$.rooms[0].id"),
            (new { guests = new[] { new { vip = true } } }, "$.guests[0]"),
            (new { bookings = new[] { new { status = "confirmed", arrival = "2030-06-04", departure = "2030-06-01" } } }, "$.bookings[0].departure"),
            (new { bookings = new[] { new { status = "confirmed", arrival = "2030-06-01", departure = "2030-06-01", guests = new[] { "nobody" } } } }, "$.bookings[0].guests[0]"),
            (new { bookings = new[] { new { status = "confirmed", arrival = "2030-06-01", departure = "2030-06-01", rooms = new[] { new { roomId = "R-101" } } } } }, "$.bookings[0].rooms[0].roomId"),
            (new { bookings = new[] { new { status = "sold", arrival = "2030-06-01", departure = "2030-06-01" } } }, "$.bookings[0].status"),
            (new { bookings = new[] { new { status = "confirmed", arrival = "2030-02-30", departure = "2030-06-01" } } }, "$.bookings[0].arrival"),
            (new { bookings = new[] { new { status = "confirmed", arrival = "2030-06-01", departure = "2030-06-01", total = 10.005 } } }, "$.bookings[0].total"),
            (new { generate = new { bookings = 30_000 } }, "$.generate.bookings"),
            (new { planets = 8 }, "$.planets"),
        ])
            Assert.Equal(field, await mock.ProblemAsync(400, HttpMethod.Post, "seed", seed));

        using var broken = new StringContent("{\"rooms\":[", Encoding.UTF8, "application/json");
        Assert.Equal("$", await mock.ProblemAsync(400, HttpMethod.Post, "seed", broken));
        Assert.Equal(before, MockClient.Ids(await mock.AllAsync("bookings")).Order());
    }

    [Fact]
    public async Task The_world_can_be_emptied_and_filled_by_chance_with_the_same_result_each_time()
    {
        var mock = await MockClient.StartAsync(bookings: 30);
        await using var sandbox = mock.Sandbox;
        var (emptied, counts) = await mock.CallAsync(HttpMethod.Delete, "seed");
        Assert.Equal((200, 0), (emptied, counts.GetProperty("bookings").GetInt32() + counts.GetProperty("guests").GetInt32() + counts.GetProperty("rooms").GetInt32()));
        Assert.Empty(await mock.AllAsync("bookings"));

        var worlds = new List<string>();
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(200, (await mock.PostAsync("seed", new { generate = new { bookings = 120, seed = 7 } })).Status);
            worlds.Add(string.Join('\n', (await mock.AllAsync("bookings")).Select(booking => $"{booking.GetProperty("id")} {booking.GetProperty("arrival")} {booking.GetProperty("total")}").Order()));
        }

        Assert.Equal(120, worlds[0].Split('\n').Length);
        Assert.Equal(worlds[0], worlds[1]);
    }

    [Fact]
    public async Task What_a_seed_leaves_out_is_gone_without_a_trace_and_what_it_has_counts_as_changed()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PlantAsync();
        var before = (await mock.GetAsync("bookings/B-1")).GetProperty("updatedAt").GetDateTimeOffset();
        sandbox.Time.Advance(TimeSpan.FromMinutes(1));
        var since = Uri.EscapeDataString(sandbox.Time.GetUtcNow().ToString("O"));

        await mock.PostAsync("seed", new { guests = new[] { new { id = "G-1", firstName = "Ana" } } });
        Assert.Equal(404, (await mock.CallAsync(HttpMethod.Get, "bookings/B-1")).Status);
        Assert.Empty(await mock.AllAsync("bookings", $"&modifiedSince={since}"));
        Assert.Equal(["G-1"], MockClient.Ids(await mock.AllAsync("guests", $"&modifiedSince={since}")));

        await mock.PlantAsync();
        Assert.True((await mock.GetAsync("bookings/B-1")).GetProperty("updatedAt").GetDateTimeOffset() > before);
    }
}
