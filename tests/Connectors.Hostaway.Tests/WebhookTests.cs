using System.Text;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed class WebhookTests
{
    [Theory]
    [InlineData("reservation.created", "event")]
    [InlineData("reservation.updated", "event")]
    [InlineData("reservation.updated", "eventType")]
    public void A_whole_reservation_is_taken_as_it_came(string name, string member)
    {
        var reading = Read(Body(Samples.Reservation(), name, member));

        Assert.Equal("71520344", Assert.Single(reading.Records.Bookings).ExternalId);
        Assert.Equal("reservation:71520344", Assert.Single(reading.Records.Guests).ExternalId);
        Assert.Empty(reading.Named);
    }

    [Fact]
    public void A_reservation_within_a_payload_is_found_too()
    {
        var body = new JsonObject { ["event"] = "reservation.updated", ["payload"] = new JsonObject { ["data"] = Samples.Reservation() } };

        Assert.Single(Read(body.ToJsonString()).Records.Bookings);
    }

    [Theory]
    [InlineData("reservationUnit")]
    [InlineData("customFieldValues")]
    [InlineData("remainingBalance")]
    public void A_reservation_that_lacks_something_is_only_named(string member)
    {
        var reservation = Samples.Reservation();
        reservation.Remove(member);

        var reading = Read(Body(reservation));

        Assert.Equal(new NamedRecord(EntityKind.Booking, "71520344"), Assert.Single(reading.Named));
        Assert.Empty(reading.Records.Bookings);
    }

    [Theory]
    [InlineData("message.received")]
    [InlineData("listing.created")]
    [InlineData("")]
    public void Other_events_are_ignored_with_a_reason(string name) => Assert.NotNull(Read(Body(Samples.Reservation(), name)).Ignored);

    [Theory]
    [InlineData("40001", false)]
    [InlineData("40002", true)]
    public void Another_accounts_delivery_is_told_by_its_number(string own, bool another) =>
        Assert.Equal(another, Read(Body(Samples.Reservation()), new KeyValuePair<string, string>("accountId", own)).OfAnotherAccount);

    [Theory]
    [InlineData("""{"event":"reservation.updated","accountId":40001}""", "$.data")]
    [InlineData("""{"event":"reservation.updated","data":{}}""", "$.data.id")]
    [InlineData("[1]", "$")]
    public void What_is_not_documented_says_where(string body, string path) => Assert.Equal(path, Assert.Throws<MappingException>(() => Read(body)).Path);

    [Fact]
    public void A_reservation_that_cannot_be_mapped_goes_to_quarantine() =>
        Assert.Equal("71520344", Assert.Single(Read(Body(Samples.Reservation(("arrivalDate", null)))).Records.Unmapped).ExternalId);

    [Fact]
    public void Client_errors_are_final_at_this_vendor() => Assert.True(HostawayConnector.Webhooks.ClientErrorsAreFinal);

    private static string Body(JsonObject reservation, string name = "reservation.updated", string member = "event") => new JsonObject
    {
        ["object"] = "reservation",
        [member] = name,
        ["accountId"] = 40001,
        ["data"] = reservation,
    }.ToJsonString();

    private static WebhookReading Read(string body, params IEnumerable<KeyValuePair<string, string>> settings) => HostawayConnector.Read(
        new WebhookDelivery(Encoding.UTF8.GetBytes(body), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)),
        Samples.Utc with { Settings = new ConnectionSettings(settings) });
}
