using System.Globalization;
using System.Text.Json.Nodes;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>Reading bookings and guests from lists on a socket.</summary>
public sealed class BookingReadTests(ConformanceBench bench)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static Feed Full => new() { Mode = SyncMode.Full, StartedAt = Noon };

    [Fact]
    public async Task Two_full_pages_take_two_calls_and_bring_units_fields_and_balance()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(200));
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var pages = await connected.BookingPagesAsync(Full);

        Assert.Equal(200, pages.Sum(page => page.Bookings.Count));
        Assert.Equal(200, pages[0].Total);
        Assert.Equal(
            ["reservations?limit=100&includeResources=1&includePayments=1", "reservations?limit=100&includeResources=1&includePayments=1&afterId=101"],
            vendor.Calls.Where(call => call.StartsWith("reservations", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_at_all_is_one_empty_page()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var page = Assert.Single(await connected.BookingPagesAsync(Full));

        Assert.Empty(page.Bookings);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task A_read_goes_on_from_its_cursor_in_another_process()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(150));
        await using var first = await Connected.ToAsync(bench.Servers, vendor.Url);
        await using var second = await Connected.ToAsync(bench.Servers, vendor.Url);

        var before = await first.Connector.ReadBookingsAsync(Full, null, TestContext.Current.CancellationToken);
        var after = await second.Connector.ReadBookingsAsync(Full, before.NextCursor, TestContext.Current.CancellationToken);

        Assert.Null(after.NextCursor);
        Assert.Equal(150, before.Bookings.Concat(after.Bookings).Select(booking => booking.ExternalId).Distinct().Count());
    }

    [Theory]
    [InlineData("Pacific/Tongatapu", "2026-11-22")]
    [InlineData("Pacific/Honolulu", "2026-11-21")]
    [InlineData("Europe/Brussels", "2026-11-21")]
    public async Task Dates_are_asked_for_in_hotel_time(string zone, string today)
    {
        await using var vendor = await FakeHostaway.StartAsync();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url, hotel: new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById(zone), "USD"));
        var (from, until) = (new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 3));

        await connected.BookingsAsync(new Feed { Mode = SyncMode.InHouse, StartedAt = Noon });
        await connected.BookingsAsync(new Feed { Mode = SyncMode.Arrivals, From = from, Until = until, StartedAt = Noon });
        await connected.BookingsAsync(new Feed { Mode = SyncMode.Departures, From = from, Until = until, StartedAt = Noon });

        Assert.Equal(
            [
                $"&arrivalEndDate={today}&departureStartDate={today}",
                "&arrivalStartDate=2026-12-01&arrivalEndDate=2026-12-03",
                "&departureStartDate=2026-12-01&departureEndDate=2026-12-03",
            ],
            vendor.Calls
                .Where(call => call.StartsWith("reservations", StringComparison.Ordinal))
                .Select(call => call["reservations?limit=100&includeResources=1&includePayments=1".Length..]));
    }

    [Fact]
    public async Task In_house_are_those_who_booked_and_those_who_cannot_be_judged()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        string?[] statuses = ["new", "modified", "cancelled", "inquiry", "pending", "ownerStay", "odd", null];
        vendor.Reservations.AddRange(statuses.Select((status, index) => Samples.Reservation(("id", index + 1), ("status", status))));
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var page = Assert.Single(await connected.BookingPagesAsync(new Feed { Mode = SyncMode.InHouse, StartedAt = Noon }));

        Assert.Equal(["1", "2", "7"], page.Bookings.Select(booking => booking.ExternalId));
        Assert.Equal("$.status", Assert.Single(page.Unmapped).Path);
        Assert.Null(page.Total);
    }

    [Fact]
    public async Task Changes_are_read_until_the_instant_asked_for()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(250));
        vendor.Reservations[3]["reservationUnit"] = "broken and known since long";
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var since = Instant(vendor.Reservations[2]);
        var page = Assert.Single(await connected.BookingPagesAsync(new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = since, StartedAt = Noon }));

        Assert.Equal(["250", "249", "248"], page.Bookings.Select(booking => booking.ExternalId));
        Assert.Empty(page.Unmapped);
        Assert.Null(page.Total);
    }

    [Fact]
    public async Task A_limit_makes_the_page_smaller()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(20));
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var page = await connected.Connector.ReadBookingsAsync(Full with { Limit = 5 }, null, TestContext.Current.CancellationToken);

        Assert.Equal(5, page.Bookings.Count);
        Assert.NotNull(page.NextCursor);
    }

    [Fact]
    public async Task Listings_are_read_once_for_all_pages_and_units_once_for_their_listing()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(250));
        vendor.Listings.Add(Samples.Listing(("listingUnits", null)));
        vendor.Units["381202"] = [JsonNode.Parse("""{"id":9021,"name":"Loft","ground":"2","unitNumber":"2B"}""")];
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var bookings = await connected.BookingsAsync(Full);

        Assert.All(
            bookings.Select(booking => booking.Stays[0]),
            stay => Assert.Equal(("9021", "2B", "Quayside loft"), (stay.RoomExternalId, stay.RoomNumber, stay.RoomType)));
        Assert.Single(vendor.Calls, call => call.StartsWith("listings", StringComparison.Ordinal));
        Assert.Single(vendor.Calls, "listingUnits/381202");
    }

    [Fact]
    public async Task One_broken_record_does_not_stop_its_page()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(3));
        vendor.Reservations[1]["arrivalDate"] = "2026-02-30";
        vendor.Reservations[2]["guestName"] = new JsonObject();
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var page = Assert.Single(await connected.BookingPagesAsync(Full));

        Assert.Equal("3", Assert.Single(page.Bookings).ExternalId);
        Assert.Equal([("1", "$.guestName"), ("2", "$.arrivalDate")], page.Unmapped.Select(record => (record.ExternalId, record.Path)));
        Assert.Equal(vendor.Reservations[1].ToJsonString(), System.Text.Encoding.UTF8.GetString(page.Unmapped[1].Payload.Span));
    }

    [Fact]
    public async Task Guests_are_drawn_from_the_same_list_without_a_call_for_listings()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(120));
        foreach (var reservation in vendor.Reservations.Take(50))
            reservation["guestExternalAccountId"] = "84497323";
        vendor.Reservations[60]["status"] = "ownerStay";
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var guests = await connected.GuestsAsync(Full);

        Assert.Equal(1 + 69, guests.Count);
        Assert.Equal(Instant(vendor.Reservations[0]), Assert.Single(guests, guest => guest.ExternalId == "84497323").ModifiedAt);
        Assert.All(vendor.Calls, call => Assert.StartsWith("reservations", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_vendor_that_gives_the_same_page_for_ever_is_malformed()
    {
        await using var vendor = await FakeHostaway.StartAsync();
        vendor.Reservations.AddRange(Reservations(100));
        vendor.Instead = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/reservations", StringComparison.Ordinal))
                return false;
            await FakeVendor.JsonAsync(http, Samples.Response([.. vendor.Reservations.Select(reservation => reservation.DeepClone())]));
            return true;
        };
        await using var connected = await Connected.ToAsync(bench.Servers, vendor.Url);

        var error = await Assert.ThrowsAsync<VendorException>(() => connected.BookingPagesAsync(Full));

        Assert.Equal(VendorErrorKind.Malformed, error.Kind);
    }

    /// <summary>As the vendor lists them: the greatest id was changed last.</summary>
    private static IEnumerable<JsonObject> Reservations(int count) => Enumerable.Range(0, count).Select(index => Samples.Reservation(
        ("id", count - index), ("updatedOn", Noon.AddDays(-1).AddMinutes(-index).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))));

    private static DateTimeOffset Instant(JsonObject reservation) => HostawayValues.Instant((string?)reservation["updatedOn"])!.Value;
}
