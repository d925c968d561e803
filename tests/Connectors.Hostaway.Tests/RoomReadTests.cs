using System.Text.Json.Nodes;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>Reading rooms from lists on a socket.</summary>
public sealed class RoomReadTests(ConformanceBench bench)
{
    private static Feed Full => new() { Mode = SyncMode.Full, StartedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero) };

    [Fact]
    public async Task Listings_that_bring_their_units_take_no_call_but_their_own()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.Add(Samples.Listing());
        vendor.Listings.AddRange(Enumerable.Range(1, 99).Select(id => Samples.Listing(("id", id), ("listingUnits", new JsonArray()))));
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var rooms = await connected.RoomsAsync(Full);

        Assert.Equal(100, rooms.Count);
        Assert.Equal(["listings?limit=100&offset=0&includeResources=1"], vendor.Calls);
    }

    [Fact]
    public async Task Reservations_tell_which_listings_have_units()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.AddRange(Enumerable.Range(1, 5).Select(Unsaid));
        vendor.Units["1"] = [JsonNode.Parse("""{"id":91,"name":"A","unitNumber":"1A"}"""), JsonNode.Parse("""{"id":92,"name":"B","unitNumber":"1B"}""")];
        vendor.Reservations.Add(Samples.Reservation(("id", 10), ("listingMapId", 1)));
        vendor.Reservations.Add(Samples.Reservation(("id", 11), ("listingMapId", 2), ("reservationUnit", new JsonArray())));
        vendor.Reservations.Add(Samples.Reservation(("id", 12), ("listingMapId", 3), ("reservationUnit", new JsonArray()), ("status", "inquiry")));
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var rooms = await connected.RoomsAsync(Full);

        // Listing 2 holds a booked stay without units; of 3 to 5 nothing is known, for who only asks has been given none.
        Assert.Equal(["91", "92", "2", "3", "4", "5"], rooms.Select(room => room.ExternalId));
        Assert.Equal(["listingUnits/1", "listingUnits/3", "listingUnits/4", "listingUnits/5"], Calls(vendor, "listingUnits"));
        Assert.Single(Calls(vendor, "reservations"));
    }

    [Fact]
    public async Task Units_are_asked_for_once_and_the_status_of_listings_each_time()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.Add(Unsaid(1));
        vendor.Listings.Add(Unsaid(2));
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        await connected.RoomsAsync(Full);
        vendor.Listings[1]["cleannessStatus"] = 2;
        var before = vendor.Calls.Count;
        var rooms = await connected.RoomsAsync(Full);

        Assert.Equal(HousekeepingStatus.Dirty, rooms[1].Housekeeping);
        Assert.Equal("listings?limit=100&offset=0&includeResources=1", vendor.Calls[before]);
        Assert.Empty(Calls(vendor, "listingUnits").Skip(2));
    }

    [Fact]
    public async Task Rooms_before_bookings_save_the_listings_and_units_of_bookings()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.Add(Unsaid(381202));
        vendor.Units["381202"] = [JsonNode.Parse("""{"id":9021,"name":"Loft","unitNumber":"2B"}""")];
        vendor.Reservations.Add(Samples.Reservation());
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        await connected.RoomsAsync(Full);
        var before = vendor.Calls.Count;
        var booking = Assert.Single(await connected.BookingsAsync(Full));

        Assert.Equal("2B", booking.Stays[0].RoomNumber);
        Assert.StartsWith("reservations", Assert.Single(vendor.Calls.Skip(before)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_listings_come_in_pages_and_bookings_read_them_again_only_after_a_while()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.AddRange(Enumerable.Range(1, 230).Select(id => Samples.Listing(("id", id), ("listingUnits", new JsonArray()))));
        var time = new LeapingTime();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url, time);

        var pages = await connected.RoomPagesAsync(Full);
        await connected.BookingsAsync(Full);
        await connected.BookingsAsync(Full);
        var read = Calls(vendor, "listings").Count();
        time.Leap(TimeSpan.FromMinutes(16));
        await connected.BookingsAsync(Full);

        Assert.Equal([100, 100, 30], pages.Select(page => page.Rooms.Count));
        Assert.Equal(6, read);
        Assert.Equal(9, Calls(vendor, "listings").Count());
    }

    [Fact]
    public async Task A_look_at_the_status_takes_the_pages_of_listings_and_no_other_call()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.AddRange(Enumerable.Range(1, 3).Select(Unsaid));
        vendor.Listings.AddRange(Enumerable.Range(4, 98).Select(id => Samples.Listing(("id", id), ("listingUnits", new JsonArray()))));
        var time = new LeapingTime();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url, time);
        await connected.RoomsAsync(Full);
        vendor.Listings[1]["cleannessStatus"] = 2;
        time.Leap(TimeSpan.FromMinutes(40));
        var before = vendor.Calls.Count;

        var rooms = await connected.RoomsAsync(Full with { Mode = SyncMode.RoomStatus });

        Assert.Equal((101, HousekeepingStatus.Dirty), (rooms.Count, rooms[1].Housekeeping));
        Assert.Equal(["listings?limit=100&offset=0&includeResources=1", "listings?limit=100&offset=100&includeResources=1"], vendor.Calls.Skip(before));
    }

    [Fact]
    public async Task A_broken_unit_is_quarantined_and_the_others_are_rooms()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Listings.Add(Unsaid(381202));
        vendor.Units["381202"] = JsonNode.Parse("""[{"id":9021,"unitNumber":"2B"},{"name":"no id"},{"id":9023,"name":[]}]""")!.AsArray();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var page = Assert.Single(await connected.RoomPagesAsync(Full));

        Assert.Equal("9021", Assert.Single(page.Rooms).ExternalId);
        Assert.Equal(["$.name", "$.id"], page.Unmapped.Select(record => record.Path));
    }

    [Fact]
    public async Task Listings_that_never_end_are_malformed()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Instead = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/listings", StringComparison.Ordinal))
                return false;
            await FakeVendor.JsonAsync(http, Samples.Response([.. Enumerable.Range(1, 100).Select(id => Samples.Listing(("id", id)))]));
            return true;
        };
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var error = await Assert.ThrowsAsync<VendorException>(() => connected.RoomsAsync(Full with { Limit = 100 }));

        Assert.Equal(VendorErrorKind.Malformed, error.Kind);
    }

    private static IEnumerable<string> Calls(FakeHostaway vendor, string of) => vendor.Calls.Where(call => call.StartsWith(of, StringComparison.Ordinal));

    /// <summary>A listing as the documentation shows it: without a word about units.</summary>
    private static JsonObject Unsaid(int id)
    {
        var listing = Samples.Listing(("id", id));
        listing.Remove("listingUnits");
        return listing;
    }
}
