using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;
using PmsPlatform.VendorSandbox.Tests.World;

namespace PmsPlatform.VendorSandbox.Tests.Mews;

/// <summary>Write operations change the world, and reads show it.</summary>
public sealed class MewsWriteTests
{
    [Fact]
    public async Task A_note_is_kept_and_its_reservation_counts_as_changed()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(50);
        var stay = (await mews.StaysAsync())[10].GetProperty("Id").GetString();
        sandbox.Time.Advance(TimeSpan.FromMinutes(5));
        var added = await mews.ReadAsync("serviceOrderNotes/add", new { ServiceOrderNotes = new[] { new { ServiceOrderId = stay, Text = "Shoes at the door" } } });
        var notes = await mews.AllAsync("serviceOrderNotes/getAll", "ServiceOrderNotes", new { ServiceOrderIds = new[] { stay } });

        Assert.Equal("Shoes at the door", added.GetProperty("ServiceOrderNotes")[0].GetProperty("Text").GetString());
        Assert.Contains("Shoes at the door", notes.Select(note => note.GetProperty("Text").GetString()));
        var now = sandbox.Time.GetUtcNow();
        var changed = await mews.StaysAsync(new { UpdatedUtc = new { StartUtc = now.AddMinutes(-1), EndUtc = now.AddMinutes(1) } });
        Assert.Equal([stay], MewsClient.Ids(changed));
    }

    [Fact]
    public async Task A_customer_is_updated_and_an_empty_value_leaves_what_is_there()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(50);
        var guest = (await sandbox.TruthAsync("aurora", "guests")).Values.First(one => one.GetProperty("firstName").GetString() is not null);
        var id = guest.GetProperty("externalId").GetString();
        var answer = await mews.ReadAsync("customers/update", new { CustomerId = id, FirstName = "", Notes = "Feather-free", Classifications = new[] { "VeryImportant" } });
        var after = (await sandbox.TruthAsync("aurora", "guests"))[id!];

        Assert.Equal("Feather-free", answer.GetProperty("Notes").GetString());
        Assert.Equal(guest.GetProperty("firstName").GetString(), after.GetProperty("firstName").GetString());
        Assert.True(after.GetProperty("vip").GetBoolean());
        Assert.Equal(400, (await mews.CallAsync("customers/update", new { CustomerId = id, Classifications = new[] { "Wizard" } })).Status);
        Assert.Equal(400, (await mews.CallAsync("customers/update", new { CustomerId = Guid.NewGuid() })).Status);
        var taken = (await sandbox.TruthAsync("aurora", "guests")).Values.First(one => one.GetProperty("email").GetString() is not null && one.GetProperty("externalId").GetString() != id).GetProperty("email").GetString();
        Assert.Equal(403, (await mews.CallAsync("customers/update", new { CustomerId = id, Email = taken })).Status);
    }

    [Theory]
    [InlineData(false, "GrossValue", "NetValue", 12.5)]
    [InlineData(true, "NetValue", "GrossValue", 13.75)]
    public async Task An_order_takes_the_one_value_its_pricing_allows(bool net, string allowed, string refused, double gross)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(50, more: new { netPricing = net });
        var stay = (await mews.StaysAsync()).First(one => one.GetProperty("AccountType").GetString() == "Customer");
        var service = await mews.StayServiceAsync();
        var account = stay.GetProperty("AccountId").GetString();
        var answer = await mews.ReadAsync("orders/add", Order(allowed, 12.5m));
        var order = answer.GetProperty("OrderId").GetString();
        var items = await mews.AllAsync("orderItems/getAll", "OrderItems", new { ServiceOrderIds = new[] { order } });

        Assert.Equal((decimal)gross * 2, items.Single().GetProperty("Amount").GetProperty("GrossValue").GetDecimal());
        Assert.Equal("key-1", items.Single().GetProperty("ExternalIdentifier").GetString());
        Assert.Equal(400, (await mews.CallAsync("orders/add", Order(refused, 12.5m))).Status);
        Assert.Equal(400, (await mews.CallAsync("orders/add", Order(allowed, 12.505m))).Status);
        Assert.Equal(400, (await mews.CallAsync("orders/add", Order(allowed, 1m, "GBP"))).Status);

        object Order(string value, decimal amount, string currency = "EUR") => new
        {
            ServiceId = service,
            AccountId = account,
            LinkedReservationId = stay.GetProperty("Id").GetString(),
            Items = new[] { new { Name = "Tea", UnitCount = 2, ExternalIdentifier = "key-1", UnitAmount = new Dictionary<string, object>(StringComparer.Ordinal) { ["Currency"] = currency, ["TaxCodes"] = new[] { "SBX-2024-S" }, [value] = amount } } },
        };
    }

    [Fact]
    public async Task A_stay_is_moved_when_its_room_is_free_and_keeps_its_own_hours()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(300);
        var (moved, refused) = (0, 0);
        foreach (var stay in await mews.StaysAsync(new { States = new[] { "Confirmed" } }))
        {
            var id = stay.GetProperty("Id").GetString();
            var end = stay.GetProperty("ScheduledEndUtc").GetDateTimeOffset().AddDays(2).AddHours(3);
            var (status, _) = await mews.CallAsync("reservations/updateInterval", new { ReservationId = id, EndUtc = end, ChargeCancellationFee = false });
            var after = (await mews.StaysAsync(new { ReservationIds = new[] { id } })).Single();
            Assert.True(status is 200 or 403);
            Assert.Equal(status == 200, after.GetProperty("ScheduledEndUtc").GetDateTimeOffset() == end);
            (moved, refused) = status == 200 ? (moved + 1, refused) : (moved, refused + 1);
        }

        Assert.True(moved > 0 && refused > 0, $"{moved} moved, {refused} refused");
        House.IsInOrder(sandbox.Property("aurora").World);
        var gone = (await mews.StaysAsync(new { States = new[] { "Processed" } }))[0].GetProperty("Id").GetString();
        Assert.Equal(403, (await mews.CallAsync("reservations/updateInterval", new { ReservationId = gone, EndUtc = "2031-01-01T10:00:00Z", ChargeCancellationFee = false })).Status);
        Assert.Equal(400, (await mews.CallAsync("reservations/updateInterval", new { ReservationId = gone })).Status);
    }

    [Fact]
    public async Task Rooms_take_every_state_but_out_of_order()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(20);
        var room = (await sandbox.TruthAsync("aurora", "rooms")).Keys.First();
        foreach (var state in new[] { "Clean", "Dirty", "Inspected", "OutOfService" })
        {
            var answer = await mews.ReadAsync("resources/update", new { ResourceUpdates = new[] { new { ResourceId = room, State = new { Value = state } } } });
            Assert.Equal(JsonValueKind.Object, answer.ValueKind);
            Assert.Equal(state, (await mews.AllAsync("resources/getAll", "Resources", new { Extent = new { Resources = true }, ResourceIds = new[] { room } })).Single().GetProperty("State").GetString());
        }

        Assert.Equal(403, (await mews.CallAsync("resources/update", new { ResourceUpdates = new[] { new { ResourceId = room, State = new { Value = "OutOfOrder" } } } })).Status);
        Assert.Equal(400, (await mews.CallAsync("resources/update", new { ResourceUpdates = new[] { new { ResourceId = Guid.NewGuid(), State = new { Value = "Clean" } } } })).Status);
    }
}
