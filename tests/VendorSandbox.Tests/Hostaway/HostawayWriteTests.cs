using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;
using PmsPlatform.VendorSandbox.Tests.World;

namespace PmsPlatform.VendorSandbox.Tests.Hostaway;

/// <summary>Write operations change the world, and reads show it.</summary>
public sealed class HostawayWriteTests
{
    [Fact]
    public async Task An_update_overwrites_what_is_given_and_leaves_the_rest()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(50)).ReadyAsync();
        var before = (await hostaway.AllAsync("")).First(one => one.GetProperty("guestNote").GetString() is not null);
        var address = "reservations/" + before.GetProperty("id").GetInt32();
        sandbox.Time.Advance(TimeSpan.FromMinutes(3));
        await hostaway.ResultAsync(HttpMethod.Put, address, new { hostNote = "Fragile", checkOutTime = 13, customFieldValues = new[] { new { customFieldId = 7, value = "x" } } });
        var after = await hostaway.ResultAsync(address);

        Assert.Equal("Fragile", after.GetProperty("hostNote").GetString());
        Assert.Equal(13, after.GetProperty("checkOutTime").GetInt32());
        Assert.Equal(7, after.GetProperty("customFieldValues")[0].GetProperty("customFieldId").GetInt32());
        Assert.Equal(before.GetProperty("guestNote").GetString(), after.GetProperty("guestNote").GetString());
        Assert.Equal(before.GetProperty("arrivalDate").GetString(), after.GetProperty("arrivalDate").GetString());
        Assert.Equal(sandbox.Time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), after.GetProperty("updatedOn").GetString());
        await hostaway.ResultAsync(HttpMethod.Put, address, new { hostNote = (string?)null });
        Assert.Equal(JsonValueKind.Null, (await hostaway.ResultAsync(address)).GetProperty("hostNote").ValueKind);
    }

    [Theory]
    [InlineData("{\"checkOutTime\":24}")]
    [InlineData("{\"hostNote\":5}")]
    [InlineData("{\"listingMapId\":1}")]
    [InlineData("{\"departureDate\":\"2020-01-01\"}")]
    [InlineData("{\"customFieldValues\":{}}")]
    [InlineData("[]")]
    public async Task What_cannot_be_is_refused(string body)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(20)).ReadyAsync();
        var id = (await hostaway.AllAsync(""))[0].GetProperty("id").GetInt32();
        Assert.Equal(400, (await hostaway.CallAsync(HttpMethod.Put, $"reservations/{id}", JsonElement.Parse(body))).Status);
    }

    [Fact]
    public async Task Dates_change_when_every_room_is_free()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(400)).ReadyAsync();
        var (moved, refused) = (0, 0);
        foreach (var one in (await hostaway.AllAsync("")).Where(one => one.GetProperty("status").GetString() is "new" && string.CompareOrdinal(one.GetProperty("arrivalDate").GetString(), "2030-06-02") > 0))
        {
            var departure = DateOnly.Parse(one.GetProperty("departureDate").GetString()!, CultureInfo.InvariantCulture).AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (status, _) = await hostaway.CallAsync(HttpMethod.Put, "reservations/" + one.GetProperty("id").GetInt32(), new { departureDate = departure });
            Assert.True(status is 200 or 400);
            (moved, refused) = status == 200 ? (moved + 1, refused) : (moved, refused + 1);
        }

        Assert.True(moved > 0 && refused > 0, $"{moved} moved, {refused} refused");
        House.IsInOrder(sandbox.Property("harbour").World);
    }

    [Fact]
    public async Task A_reservation_is_cancelled_once()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(50)).ReadyAsync();
        var id = (await hostaway.AllAsync("")).First(one => one.GetProperty("status").GetString() == "new" && string.CompareOrdinal(one.GetProperty("arrivalDate").GetString(), "2030-06-02") > 0).GetProperty("id").GetInt32();
        var cancelled = await hostaway.ResultAsync(HttpMethod.Put, $"reservations/{id}/statuses/cancelled", new { cancelledBy = "host" });

        Assert.Equal(("cancelled", "host"), (cancelled.GetProperty("status").GetString(), cancelled.GetProperty("cancelledBy").GetString()));
        Assert.NotNull(cancelled.GetProperty("cancellationDate").GetString());
        Assert.Equal("Cancelled", (await sandbox.TruthAsync("harbour", "bookings"))[id.ToString(CultureInfo.InvariantCulture)].GetProperty("status").GetString());
        Assert.Equal(400, (await hostaway.CallAsync(HttpMethod.Put, $"reservations/{id}/statuses/cancelled", new { cancelledBy = "host" })).Status);
        Assert.Equal(400, (await hostaway.CallAsync(HttpMethod.Put, $"reservations/{id}/statuses/cancelled", new { cancelledBy = "cat" })).Status);
    }

    [Fact]
    public async Task A_no_show_is_reported_for_bookingcom_only()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(80)).ReadyAsync();
        var all = await hostaway.AllAsync("");
        var booking = all.First(one => one.GetProperty("channelId").GetInt32() == 2005).GetProperty("id").GetInt32();
        var other = all.First(one => one.GetProperty("channelId").GetInt32() == 2018).GetProperty("id").GetInt32();
        var reported = await hostaway.ResultAsync(HttpMethod.Put, $"reservations/{booking}/statuses/noShow", new { waivedFees = true });

        Assert.NotNull(reported.GetProperty("bookingcomNoShowReportedAt").GetString());
        Assert.True(reported.GetProperty("bookingcomNoShowFeeWaived").GetBoolean());
        Assert.Equal(400, (await hostaway.CallAsync(HttpMethod.Put, $"reservations/{other}/statuses/noShow", new { waivedFees = true })).Status);
    }

    [Fact]
    public async Task A_paid_charge_lowers_what_is_owed()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(80)).ReadyAsync();
        var one = (await hostaway.AllAsync("includePayments=1")).First(candidate => candidate.GetProperty("remainingBalance") is { ValueKind: JsonValueKind.Number } balance && balance.GetDecimal() > 20);
        var id = one.GetProperty("id").GetInt32();
        var charge = await hostaway.ResultAsync(HttpMethod.Post, $"guestPayments/charges/{id}", new { title = "Linen", amount = 12.34m, paymentMethod = "cash", status = "paid", scheduledDate = "2030-06-01 10:00:00" });

        Assert.Equal(12.34m, charge.GetProperty("amount").GetDecimal());
        Assert.Equal(one.GetProperty("remainingBalance").GetDecimal() - 12.34m, (await hostaway.ResultAsync($"reservations/{id}?includePayments=1")).GetProperty("remainingBalance").GetDecimal());
        Assert.Equal("Linen", (await hostaway.ResultAsync($"guestPayments/charges?reservationId={id}"))[0].GetProperty("title").GetString());
        Assert.Equal(400, (await hostaway.CallAsync(HttpMethod.Post, $"guestPayments/charges/{id}", new { title = "Linen", amount = 1, paymentMethod = "shells", status = "paid" })).Status);
    }

    [Fact]
    public async Task Webhooks_are_kept_changed_and_removed()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        var created = await hostaway.ResultAsync(HttpMethod.Post, "webhooks/unifiedWebhooks", new { isEnabled = 1, url = "https://hotel.example/hook", login = "a", password = "b" });
        var address = "webhooks/unifiedWebhooks/" + created.GetProperty("id").GetInt32();

        Assert.Equal(created.GetRawText(), (await hostaway.ResultAsync(address)).GetRawText());
        Assert.Equal(0, (await hostaway.ResultAsync(HttpMethod.Put, address, new { isEnabled = 0, url = "https://hotel.example/other" })).GetProperty("isEnabled").GetInt32());
        Assert.Equal("https://hotel.example/other", (await hostaway.ResultAsync("webhooks/unifiedWebhooks"))[0].GetProperty("url").GetString());
        await hostaway.ResultAsync(HttpMethod.Delete, address);
        Assert.Equal(404, (await hostaway.GetAsync(address)).Status);
        Assert.Equal(400, (await hostaway.CallAsync(HttpMethod.Post, "webhooks/unifiedWebhooks", new { url = "no address" })).Status);
    }

    [Fact]
    public async Task A_listing_keeps_its_cleaning_status()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        var id = (await hostaway.ResultAsync("listings"))[0].GetProperty("id").GetInt32();
        await hostaway.ResultAsync(HttpMethod.Put, $"listings/{id}", new { cleannessStatus = "clean" });
        var listing = await hostaway.ResultAsync($"listings/{id}");
        Assert.Equal("clean", listing.GetProperty("cleannessStatus").GetString());
        Assert.NotNull(listing.GetProperty("cleannessStatusUpdatedOn").GetString());
    }
}
