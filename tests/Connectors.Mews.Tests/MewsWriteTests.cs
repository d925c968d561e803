using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>What is Mews' own about writing; what holds for every vendor is in <see cref="MewsWriteConformance"/>.</summary>
public sealed class MewsWriteTests(MewsSandbox mews) : IClassFixture<MewsSandbox>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preferences_are_added_to_a_profile_and_what_it_held_stays()
    {
        var property = await mews.AddAsync(new { bookings = 60 }, Token);
        var guest = await GuestAsync(property);
        await MewsWriteView.AskAsync(
            AddressOf(property), "customers/update", new { CustomerId = guest, Notes = "Met at reception\nlikes: jazz", DietaryRequirements = "Vegetarian" }, Token);
        var write = new PreferencesWrite(
            guest, [new("diet", "No nuts, no sesame"), new("diet", "vegetarian"), new("room", "high floor"), new("Likes", "jazz"), new("note", "Second pillow")])
        {
            Id = Guid.CreateVersion7(),
            AcceptedAt = DateTimeOffset.UtcNow,
        };

        Assert.Equal(WritePresence.Absent, (await property.Connector.FindAsync(write, Token)).Presence);
        await property.Connector.WriteAsync(write, Token);
        await property.Connector.WriteAsync(write, Token);

        var customer = (await MewsWriteView.AskAsync(
            AddressOf(property), "customers/getAll", new { CustomerIds = (string[])[guest], Extent = new { Customers = true }, Limitation = new { Count = 1 } }, Token))
            .GetProperty("Customers")[0];
        Assert.Equal("Met at reception\nlikes: jazz\nroom: high floor\nSecond pillow", customer.GetProperty("Notes").GetString());
        Assert.Equal("Vegetarian, No nuts, no sesame", customer.GetProperty("DietaryRequirements").GetString());
        Assert.Equal(WritePresence.Arrived, (await property.Connector.FindAsync(write, Token)).Presence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_guest_is_charged_what_was_asked_for_whether_prices_are_net_or_gross(bool netPricing)
    {
        var property = await mews.AddAsync(new { bookings = 60, netPricing }, Token);
        var write = Charge((await BookingsAsync(property))[0]);

        await property.Connector.WriteAsync(write, Token);

        Assert.Equal([12.34m], await new MewsWriteView().ChargesAsync(AddressOf(property), write.BookingId, Token));
        Assert.Equal(WritePresence.Arrived, (await property.Connector.FindAsync(write, Token)).Presence);
        Assert.Equal(WritePresence.Absent, (await property.Connector.FindAsync(write with { Id = Guid.CreateVersion7() }, Token)).Presence);
    }

    [Fact]
    public async Task A_currency_the_property_does_not_take_is_refused_in_its_words()
    {
        var property = await mews.AddAsync(new { bookings = 60 }, Token);
        var write = Charge((await BookingsAsync(property))[0]) with { Amount = new Money(100, "CHF") };

        var error = await Assert.ThrowsAsync<VendorException>(() => property.Connector.WriteAsync(write, Token));

        Assert.Equal(VendorErrorKind.Rejected, error.Kind);
        Assert.Contains("not accepted", error.VendorText, StringComparison.Ordinal);
        Assert.DoesNotContain("not accepted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_states_that_Mews_has_are_taken_and_no_room_comes_back_into_service_by_being_clean()
    {
        var property = await mews.AddAsync(new { bookings = 60 }, Token);
        var rooms = await mews.Sandbox.TruthAsync(property.Id, "rooms", Token);
        var room = rooms.First(each => each.GetProperty("service").GetString() == "InService").GetProperty("externalId").GetString()!;
        await MewsWriteView.AskAsync(
            AddressOf(property), "resources/update", new { ResourceUpdates = new[] { new { ResourceId = room, State = new { Value = "OutOfService" } } } }, Token);
        IWrites<HousekeepingWrite> connector = property.Connector;
        var write = new HousekeepingWrite(room, HousekeepingStatus.Clean) { Id = Guid.CreateVersion7(), AcceptedAt = DateTimeOffset.UtcNow };

        var error = await Assert.ThrowsAsync<VendorException>(() => connector.WriteAsync(write, Token));

        Assert.Equal(VendorErrorKind.Rejected, error.Kind);
        Assert.Equal("OutOfService", await new MewsWriteView().HousekeepingAsync(AddressOf(property), room, Token));
        Assert.Null(connector.RefusalOf(write));
        Assert.NotNull(connector.RefusalOf(write with { Status = HousekeepingStatus.Pickup }));
    }

    [Fact]
    public async Task A_lost_answer_is_uncertain_and_an_address_without_a_listener_is_not()
    {
        var property = await mews.AddAsync(new { bookings = 60 }, Token);
        var write = Charge((await BookingsAsync(property))[0]);
        await mews.Sandbox.OrderFaultAsync(new { property = property.Id, kind = "CutConnection", count = 1, path = "orders/add" }, Token);
        var lost = await Assert.ThrowsAsync<VendorException>(() => property.Connector.WriteAsync(write, Token));

        var nobody = MewsHttp.Connect("http://127.0.0.1:9", new HurriedTime());
        var down = await Assert.ThrowsAsync<VendorException>(() => nobody.WriteAsync(new NoteWrite("b", "n") { Id = Guid.CreateVersion7(), AcceptedAt = DateTimeOffset.UtcNow }, Token));

        Assert.Equal((VendorErrorKind.Uncertain, VendorErrorKind.Unavailable), (lost.Kind, down.Kind));
        Assert.Equal(WritePresence.Arrived, (await property.Connector.FindAsync(write, Token)).Presence);
    }

    private static ChargeWrite Charge(string booking) =>
        new(booking, new Money(1234, "EUR"), "Minibar") { Id = Guid.CreateVersion7(), AcceptedAt = DateTimeOffset.UtcNow };

    private static VendorAddress AddressOf(SandboxProperty property) => new(
        new Uri(property.Url.TrimEnd('/') + "/"),
        new Dictionary<string, string> { ["clientToken"] = property.ClientToken, ["accessToken"] = property.AccessToken },
        property.Hotel.TimeZone.Id);

    private async Task<IReadOnlyList<string>> BookingsAsync(SandboxProperty property) =>
    [
        .. (await mews.Sandbox.TruthAsync(property.Id, "bookings", Token)).Where(each => each.GetProperty("status").GetString() == "Confirmed")
            .Select(each => each.GetProperty("externalId").GetString()!),
    ];

    private async Task<string> GuestAsync(SandboxProperty property) =>
        (await mews.Sandbox.TruthAsync(property.Id, "guests", Token))[0].GetProperty("externalId").GetString()!;
}
