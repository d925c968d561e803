namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

/// <summary>What comes along with what was asked for.</summary>
public sealed partial class ReadThroughTests
{
    [Fact]
    public async Task Guests_that_came_with_their_booking_cost_no_call_of_their_own()
    {
        await using var reads = await StartAsync();
        reads.Vendor.Bookings["b1"] = ReadingVendor.Booking("b1", Today) with { Guests = [new() { ExternalId = "g1" }] };
        await reads.ReadAsync("/read/bookings/b1", Token);

        var guest = await reads.ReadAsync("/read/guests/g1", Token);

        Assert.Equal(("cache", "Anna"), (guest.GetProperty("source").GetString(), guest.GetProperty("data").GetProperty("firstName").GetString()));
        Assert.Equal(["booking"], reads.Vendor.Calls);
    }
}
