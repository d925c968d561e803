using System.Text;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews.Tests;

public sealed class MewsWebhookTests
{
    private const string General =
        """
        {"EnterpriseId":"851df8c8-90f2-4c4a-8e01-a4fc46b25178","IntegrationId":"c8bee838-7fb1-4f4e-8fac-ac87008b2f90",
         "Events":[
          {"Discriminator":"ServiceOrderUpdated","Value":{"Id":"bfee2c44-1f84-4326-a862-5289598f6e2d"}},
          {"Discriminator":"ServiceOrderUpdated","Value":{"Id":"bfee2c44-1f84-4326-a862-5289598f6e2d"}},
          {"Discriminator":"CustomerAdded","Value":{"Id":"35d4b117-4e60-44a3-9580-c582117eff98"}},
          {"Discriminator":"CustomerUpdated","Value":{"Id":"35d4b117-4e60-44a3-9580-c582117eff98"}},
          {"Discriminator":"ResourceUpdated","Value":{"Id":"f97d8fba-4ec0-4a2c-b1f1-9d7d5d1a1d2b"}},
          {"Discriminator":"ResourceBlockUpdated","Value":{"Id":"7cccbdc6-73cf-4cd4-8056-6fd00f4d9699"}},
          {"Discriminator":"PaymentUpdated","Value":{"Id":"2dc5c7a4-f2e7-4d5f-b3b8-0a3f6a5f2f8c"}},
          {"Discriminator":"MessageAdded","Value":{"Id":"43c8cad8-bea9-4e5b-a1f9-ac8b00d5c9d0"}},
          {"Discriminator":"SomethingNewUpdated","Value":{"Other":1}}]}
        """;

    [Fact]
    public void Each_record_is_named_once() => Assert.Equal(
        [
            new NamedRecord(EntityKind.Booking, "bfee2c44-1f84-4326-a862-5289598f6e2d"),
            new NamedRecord(EntityKind.Guest, "35d4b117-4e60-44a3-9580-c582117eff98"),
            new NamedRecord(EntityKind.Room, "f97d8fba-4ec0-4a2c-b1f1-9d7d5d1a1d2b"),
        ],
        Read(General).Named);

    [Theory]
    [InlineData(null, false)]
    [InlineData("851DF8C8-90F2-4C4A-8E01-A4FC46B25178", false)]
    [InlineData("00000000-90f2-4c4a-8e01-a4fc46b25178", true)]
    public void Another_propertys_delivery_is_told_by_the_enterprise(string? own, bool another) =>
        Assert.Equal(another, Read(General, own is null ? [] : [new("enterpriseId", own)]).OfAnotherAccount);

    [Fact]
    public void What_is_about_nothing_of_ours_is_ignored_with_a_reason() => Assert.NotNull(
        Read("""{"EnterpriseId":"e","IntegrationId":"i","Events":[{"Discriminator":"MessageAdded","Value":{"Id":"m"}}]}""").Ignored);

    [Fact]
    public void An_integration_webhook_is_acknowledged_and_kept_nowhere() => Assert.NotNull(
        Read("""{"Action":"IntegrationCreated","Data":{"AccessToken":"C66EF7B239D24632943D115EDE9CB810-EA00F8FD8294692C940F6B5A8F9453D"}}""").Reply);

    [Theory]
    [InlineData("""{"EnterpriseId":"e"}""", "$.Events")]
    [InlineData("""{"Events":"all"}""", "$.Events")]
    [InlineData("""{"Events":[{"Discriminator":"ServiceOrderUpdated","Value":{}}]}""", "$.Events[0].Value.Id")]
    [InlineData("[]", "$")]
    public void What_is_not_documented_says_where(string body, string path) =>
        Assert.Equal(path, Assert.Throws<MappingException>(() => Read(body)).Path);

    [Fact]
    public async Task Bookings_are_found_by_id_with_everything_that_is_joined_to_them()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(3);
        mews.Takes = (call, record) => call.Texts("ReservationIds") is not { Count: > 0 } ids || ids.Contains((string?)record["Id"], StringComparer.Ordinal);

        var found = await MewsHttp.Connect(mews.Url).FindBookingsAsync(["res-00001", "res-00003", "gone"], Token);

        Assert.Equal(["res-00001", "res-00003"], found.Bookings.Select(booking => booking.ExternalId));
        Assert.Equal(["cus-00001", "cus-00003"], found.Guests.Select(guest => guest.ExternalId));
        Assert.All(found.Bookings, booking => Assert.Equal("101", Assert.Single(booking.Stays).RoomNumber));
        var call = Assert.Single(mews.CallsOf("reservations/getAll/2023-06-06"));
        Assert.Equal(["res-00001", "res-00003", "gone"], call.Texts("ReservationIds"));
        Assert.Equal(["stay"], call.Texts("ServiceIds"));
    }

    [Fact]
    public async Task Guests_and_rooms_are_found_by_id_and_what_is_no_room_is_not()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        var connector = MewsHttp.Connect(mews.Url);

        var guests = await connector.FindGuestsAsync(["cus-1", "cus-2"], Token);
        var rooms = await connector.FindRoomsAsync(["r102", "p1", "gone"], Token);

        Assert.Equal(["cus-1", "cus-2"], guests.Guests.Select(guest => guest.ExternalId));
        Assert.Single(mews.CallsOf("customers/getAll"));
        var room = Assert.Single(rooms.Rooms);
        Assert.Equal(("r102", "102", "Queen"), (room.ExternalId, room.Number, room.Type));
        Assert.Single(mews.CallsOf("resources/getAll"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WebhookReading Read(string body, params IEnumerable<KeyValuePair<string, string>> settings) => MewsConnector.Read(
        new WebhookDelivery(Encoding.UTF8.GetBytes(body), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)),
        MewsHttp.Aurora with { Settings = new ConnectionSettings(settings) });
}
