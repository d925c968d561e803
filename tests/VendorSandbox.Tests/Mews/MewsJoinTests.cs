using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Tests.Mews;

/// <summary>What a booking is joined from gives what the truth says.</summary>
public sealed class MewsJoinTests
{
    [Theory]
    [InlineData("EUR", true)]
    [InlineData("JPY", true)]
    [InlineData("KWD", false)]
    public async Task Order_items_that_are_not_cancelled_sum_up_to_the_price(string currency, bool nightly)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(300, currency: currency, more: new { nightlyCharges = nightly });
        var truth = await sandbox.TruthAsync("aurora", "bookings");
        var items = await mews.AllAsync("orderItems/getAll", "OrderItems", new { ServiceIds = new[] { await mews.StayServiceAsync() } });
        var byIds = await mews.AllAsync("orderItems/getAll", "OrderItems", new { ServiceOrderIds = truth.Keys }, count: 100);

        Assert.Equal(MewsClient.Ids(items), MewsClient.Ids(byIds));
        Assert.Equal(items.Count, MewsClient.Ids(items).Distinct().Count());
        var payments = await mews.AllAsync("payments/getAll", "Payments", new { ReservationIds = truth.Keys });
        foreach (var (id, booking) in truth)
        {
            var mine = items.Where(item => item.GetProperty("ServiceOrderId").GetString() == id && item.GetProperty("AccountingState").GetString() != "Canceled").ToList();
            var total = mine.Sum(item => Minor(item, currency));
            Assert.Equal(booking.GetProperty("total").GetProperty("minorUnits").GetInt64(), total);
            var paid = payments.Where(payment => payment.GetProperty("ReservationId").GetString() == id && payment.GetProperty("State").GetString() == "Charged").Sum(payment => Minor(payment, currency));
            Assert.Equal(booking.GetProperty("balance").GetProperty("minorUnits").GetInt64(), total + paid);
        }

        Assert.Equal(!nightly, items.Where(item => item.GetProperty("Type").GetString() == "SpaceOrder").CountBy(item => item.GetProperty("ServiceOrderId").GetString()!).All(pair => pair.Value == 1));
    }

    [Fact]
    public async Task An_amount_is_net_plus_taxes()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(50);
        foreach (var item in await mews.AllAsync("orderItems/getAll", "OrderItems", new { ServiceIds = new[] { await mews.StayServiceAsync() } }))
        {
            var amount = item.GetProperty("Amount");
            Assert.Equal(amount.GetProperty("GrossValue").GetDecimal(), amount.GetProperty("NetValue").GetDecimal() + amount.GetProperty("TaxValues").EnumerateArray().Sum(tax => tax.GetProperty("Value").GetDecimal()));
            Assert.Equal(amount.GetProperty("GrossValue").GetDecimal(), item.GetProperty("UnitAmount").GetProperty("GrossValue").GetDecimal() * item.GetProperty("UnitCount").GetInt32());
        }
    }

    [Fact]
    public async Task Owners_and_companions_are_the_guests()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(300);
        var truth = await sandbox.TruthAsync("aurora", "bookings");
        var companions = (await mews.AllAsync("companionships/getAll", "Companionships", new { ReservationIds = truth.Keys }, count: 37)).ToLookup(one => one.GetProperty("ReservationId").GetString(), one => one.GetProperty("CustomerId").GetString());
        foreach (var reservation in await mews.StaysAsync())
        {
            var id = reservation.GetProperty("Id").GetString()!;
            var owner = reservation.GetProperty("AccountType").GetString() == "Customer" ? reservation.GetProperty("AccountId").GetString() : null;
            Assert.Equal(truth[id].GetProperty("guestExternalIds").EnumerateArray().Select(guest => guest.GetString()).Order(), companions[id].Append(owner).OfType<string>().Distinct().Order());
        }

        Assert.Contains(truth.Values, booking => booking.GetProperty("guestExternalIds").GetArrayLength() > 1);
    }

    [Fact]
    public async Task Customers_are_the_truth_by_id_by_time_and_by_address()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(300);
        var truth = await sandbox.TruthAsync("aurora", "guests");
        var extent = new { Customers = true };
        var all = await mews.AllAsync("customers/getAll", "Customers", new { Extent = extent, CustomerIds = truth.Keys }, count: 100);

        Assert.Equal(truth.Keys.Order(), MewsClient.Ids(all).Order());
        foreach (var customer in all)
        {
            var guest = truth[customer.GetProperty("Id").GetString()!];
            foreach (var (name, member) in new[] { ("firstName", "FirstName"), ("lastName", "LastName"), ("email", "Email"), ("phone", "Phone"), ("birthDate", "BirthDate"), ("nationality", "NationalityCode") })
                Assert.Equal(guest.GetProperty(name).GetString(), customer.GetProperty(member).GetString());
            Assert.Equal(guest.TryGetProperty("mergedIntoExternalId", out var target) ? target.GetString() : null, customer.GetProperty("MergeTargetId").GetString());
        }

        var (start, end) = (sandbox.Time.GetUtcNow().AddDays(-60), sandbox.Time.GetUtcNow().AddDays(-10));
        var changed = await mews.AllAsync("customers/getAll", "Customers", new { Extent = extent, UpdatedUtc = new { StartUtc = start, EndUtc = end } });
        Assert.Equal(MewsClient.Ids(all.Where(one => one.GetProperty("UpdatedUtc").GetDateTimeOffset() is var at && at >= start && at < end)), MewsClient.Ids(changed));
        var known = all.First(one => one.GetProperty("Email").GetString() is not null);
        Assert.Contains(known.GetProperty("Id").GetString(), MewsClient.Ids(await mews.AllAsync("customers/getAll", "Customers", new { Extent = extent, Emails = new[] { known.GetProperty("Email").GetString()!.ToUpperInvariant() } })));
        Assert.Equal(400, (await mews.CallAsync("customers/getAll", new { Extent = extent, Limitation = new { Count = 5 } })).Status);
        Assert.Equal(400, (await mews.CallAsync("customers/getAll", new { CustomerIds = truth.Keys.Take(1), Limitation = new { Count = 5 } })).Status);
    }

    [Fact]
    public async Task Spaces_without_a_parent_are_the_rooms()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(300);
        var truth = await sandbox.TruthAsync("aurora", "rooms");
        var services = new[] { await mews.StayServiceAsync() };
        var resources = await mews.AllAsync("resources/getAll", "Resources", new { Extent = new { Resources = true } }, count: 10);
        var categories = (await mews.AllAsync("resourceCategories/getAll", "ResourceCategories", new { ServiceIds = services })).ToDictionary(one => one.GetProperty("Id").GetString()!, one => one.GetProperty("Names").GetProperty("en-US").GetString());
        var assignments = (await mews.AllAsync("resourceCategoryAssignments/getAll", "ResourceCategoryAssignments", new { ResourceCategoryIds = categories.Keys }, count: 9)).ToDictionary(one => one.GetProperty("ResourceId").GetString()!, one => one.GetProperty("CategoryId").GetString()!);
        var rooms = resources.Where(one => one.GetProperty("ParentResourceId").ValueKind == JsonValueKind.Null && one.GetProperty("Data").GetProperty("Discriminator").GetString() == "Space").ToList();

        Assert.Equal(truth.Keys.Order(), MewsClient.Ids(rooms).Order());
        Assert.True(resources.Count > rooms.Count);
        foreach (var room in rooms)
        {
            var expected = truth[room.GetProperty("Id").GetString()!];
            Assert.Equal(expected.GetProperty("number").GetString(), room.GetProperty("Name").GetString());
            Assert.Equal(expected.GetProperty("floor").GetString(), room.GetProperty("Data").GetProperty("Value").GetProperty("FloorNumber").GetString());
            Assert.Equal(expected.GetProperty("type").GetString(), categories[assignments[room.GetProperty("Id").GetString()!]]);
            var state = room.GetProperty("State").GetString();
            Assert.Equal((expected.GetProperty("housekeeping").GetString(), expected.GetProperty("service").GetString()), state is "OutOfOrder" or "OutOfService" ? ("Unknown", state) : (state, "InService"));
        }
    }

    [Fact]
    public async Task Occupancy_and_blocks_agree_with_the_reservations()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(600);
        var categories = MewsClient.Ids(await mews.AllAsync("resourceCategories/getAll", "ResourceCategories", new { ServiceIds = new[] { await mews.StayServiceAsync() } })).ToList();
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var five in categories.Chunk(5))
        {
            var answer = await mews.ReadAsync("resources/getOccupancyState", new { ResourceCategoryIds = five });
            foreach (var one in answer.GetProperty("ResourceCategoryOccupancyStates").EnumerateArray().SelectMany(category => category.GetProperty("ResourceOccupancyStates").EnumerateArray()))
                states[one.GetProperty("ResourceId").GetString()!] = one.GetProperty("OccupancyState").GetString()!;
        }

        foreach (var started in await mews.StaysAsync(new { States = new[] { "Started" } }))
            Assert.Contains(states[started.GetProperty("AssignedResourceId").GetString()!], new[] { "Reserved", "ReservedLocked" });
        var now = sandbox.Time.GetUtcNow();
        var blocks = await mews.AllAsync("resourceBlocks/getAll", "ResourceBlocks", new { CollidingUtc = new { StartUtc = now, EndUtc = now.AddMinutes(1) } });
        Assert.Contains(blocks, block => block.GetProperty("Type").GetString() == "OutOfOrder");
        Assert.All(blocks.Where(block => block.GetProperty("Type").GetString() == "OutOfOrder"), block => Assert.Equal("OutOfOrder", states[block.GetProperty("AssignedResourceId").GetString()!]));
        Assert.Equal(400, (await mews.CallAsync("resources/getOccupancyState", new { ResourceCategoryIds = categories.Take(6) })).Status);
    }

    [Fact]
    public async Task Reference_lists_tell_what_the_rest_refers_to()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(300, currency: "KWD", zone: "Asia/Kuwait", more: new { netPricing = true });
        var configuration = await mews.ReadAsync("configuration/get");
        var enterprise = configuration.GetProperty("Enterprise");
        var ages = (await mews.AllAsync("ageCategories/getAll", "AgeCategories")).ToDictionary(age => age.GetProperty("Id").GetString()!, age => age.GetProperty("Classification").GetString());
        var companies = MewsClient.Ids(await mews.AllAsync("companies/getAll", "Companies")).ToHashSet();
        var services = await mews.AllAsync("services/getAll", "Services");
        var truth = await sandbox.TruthAsync("aurora", "bookings");

        Assert.Equal("Asia/Kuwait", enterprise.GetProperty("TimeZoneIdentifier").GetString());
        Assert.Equal("Net", enterprise.GetProperty("Pricing").GetString());
        Assert.Equal("KWD", enterprise.GetProperty("Currencies")[0].GetProperty("Currency").GetString());
        Assert.Equal(2, services.Count(service => service.GetProperty("Data").GetProperty("Discriminator").GetString() == "Bookable"));
        foreach (var reservation in await mews.StaysAsync())
        {
            var booking = truth[reservation.GetProperty("Id").GetString()!];
            foreach (var (name, classification) in new[] { ("adults", "Adult"), ("children", "Child") })
                Assert.Equal(booking.GetProperty(name).GetInt32(), reservation.GetProperty("PersonCounts").EnumerateArray().Where(count => ages[count.GetProperty("AgeCategoryId").GetString()!] == classification).Sum(count => count.GetProperty("Count").GetInt32()));
            Assert.All(new[] { "TravelAgencyId", "PartnerCompanyId" }.Select(name => reservation.GetProperty(name).GetString()).OfType<string>(), id => Assert.Contains(id, companies));
        }
    }

    private static long Minor(JsonElement item, string currency)
    {
        var amount = item.GetProperty("Amount");
        Assert.Equal(currency, amount.GetProperty("Currency").GetString());
        var minor = amount.GetProperty("GrossValue").GetDecimal();
        for (var digit = 0; digit < Currencies.Exponent(currency); digit++)
            minor *= 10;
        Assert.Equal(decimal.Truncate(minor), minor);
        return (long)minor;
    }
}
