using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Hostaway;

public sealed class HostawayListingTests
{
    [Fact]
    public async Task Single_listings_and_units_are_the_rooms()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(200)).ReadyAsync();
        var truth = await sandbox.TruthAsync("harbour", "rooms");
        var found = new List<string>();
        foreach (var listing in (await hostaway.ResultAsync("listings?limit=100")).EnumerateArray())
        {
            var id = listing.GetProperty("id").GetInt32();
            var units = (await hostaway.ResultAsync($"listingUnits/{id}")).EnumerateArray().ToList();
            found.AddRange(units.Count > 0 ? units.Select(unit => unit.GetProperty("id").GetInt32().ToString(CultureInfo.InvariantCulture)) : [id.ToString(CultureInfo.InvariantCulture)]);
            Assert.All(units, unit => Assert.Equal(truth[unit.GetProperty("id").GetInt32().ToString(CultureInfo.InvariantCulture)].GetProperty("number").GetString(), unit.GetProperty("unitNumber").GetString()));
            Assert.Equal("America/New_York", listing.GetProperty("timeZoneName").GetString());
            Assert.Equal(listing.GetRawText(), (await hostaway.ResultAsync($"listings/{id}")).GetRawText());
        }

        Assert.Equal(truth.Keys.Order(), found.Order());
    }

    [Fact]
    public async Task Listings_page_by_offset()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(200)).ReadyAsync();
        var all = (await hostaway.ResultAsync("listings")).EnumerateArray().Select(one => one.GetProperty("id").GetInt32()).ToList();
        var paged = new List<int>();
        for (var offset = 0; offset < all.Count; offset += 4)
            paged.AddRange((await hostaway.ResultAsync($"listings?limit=4&offset={offset}")).EnumerateArray().Select(one => one.GetProperty("id").GetInt32()));
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task The_calendar_of_a_single_listing_is_taken_where_reservations_are()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(300)).ReadyAsync();
        var reservations = (await hostaway.AllAsync("")).Where(one => one.GetProperty("status").GetString() is "new" or "modified" or "ownerStay" && one.GetProperty("nights").GetInt32() > 0).ToList();
        var single = (await sandbox.TruthAsync("harbour", "rooms")).Values.Where(room => room.GetProperty("externalId").GetString() == room.GetProperty("listingExternalId").GetString()).Select(room => room.GetProperty("externalId").GetString()!);
        var (from, to) = (sandbox.Time.GetUtcNow().AddDays(-20), sandbox.Time.GetUtcNow().AddDays(20));
        foreach (var listing in single)
        {
            var days = (await hostaway.ResultAsync($"listings/{listing}/calendar?startDate={from:yyyy-MM-dd}&endDate={to:yyyy-MM-dd}")).EnumerateArray().ToList();
            Assert.Equal(41, days.Count);
            foreach (var day in days)
            {
                var date = day.GetProperty("date").GetString();
                var taken = reservations.Any(one => one.GetProperty("listingMapId").GetInt32().ToString(CultureInfo.InvariantCulture) == listing
                    && string.CompareOrdinal(one.GetProperty("arrivalDate").GetString(), date) <= 0 && string.CompareOrdinal(one.GetProperty("departureDate").GetString(), date) > 0);
                Assert.True(!taken || day.GetProperty("status").GetString() == "reserved");
                Assert.Equal(day.GetProperty("status").GetString() == "available" ? 1 : 0, day.GetProperty("isAvailable").GetInt32());
            }
        }
    }

    [Fact]
    public async Task Reference_lists_are_associative_arrays()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        Assert.Equal("USD - United States Dollar", (await hostaway.ResultAsync("currencies")).GetProperty("USD").GetString());
        Assert.Equal("Germany", (await hostaway.ResultAsync("countries")).GetProperty("DE").GetString());
        Assert.Equal("Hungarian", (await hostaway.ResultAsync("languages")).GetProperty("hu").GetString());
        Assert.Equal(JsonValueKind.Object, (await hostaway.ResultAsync("timezones")).GetProperty("Europe/Budapest").ValueKind);
    }

    [Fact]
    public async Task Tasks_page_by_offset_and_filter_by_status_and_reservation()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(400)).ReadyAsync();
        var all = (await hostaway.ResultAsync("tasks?limit=100")).EnumerateArray().ToList();
        var paged = new List<JsonElement>();
        for (var offset = 0; offset < all.Count; offset += 5)
            paged.AddRange((await hostaway.ResultAsync($"tasks?limit=5&offset={offset}")).EnumerateArray());
        Assert.Equal(all.Select(Id), paged.Select(Id));
        Assert.NotEmpty(all);

        foreach (var status in all.GroupBy(task => task.GetProperty("status").GetString()))
            Assert.Equal(status.Select(Id), (await hostaway.ResultAsync($"tasks?limit=100&status={status.Key}")).EnumerateArray().Select(Id));
        var reservation = all[0].GetProperty("reservationId").GetInt32();
        Assert.All((await hostaway.ResultAsync($"tasks?reservationId={reservation}")).EnumerateArray(), task => Assert.Equal(reservation, task.GetProperty("reservationId").GetInt32()));

        static int Id(JsonElement task) => task.GetProperty("id").GetInt32();
    }
}
