using System.Text;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mock.Tests;

public sealed class DeliveryTests
{
    private static readonly HotelSettings Hotel = new(TimeZoneInfo.Utc, "NZD");

    [Fact]
    public void Whole_records_are_taken_and_deleted_or_very_large_ones_are_named()
    {
        var reading = Read(
            """
            {"id":"d-1","property":"meadow","events":[
              {"type":"booking.changed","id":"B-1","record":{"id":"B-1","status":"confirmed","arrival":"2027-03-01","departure":"2027-03-04","guests":[{"id":"G-1","lastName":"Moana"}],
                "total":10,"currency":"NZD","updatedAt":"2027-01-02T00:00:00.000Z"}},
              {"type":"room.changed","id":"R-7","record":{"id":"R-7","number":"7"}},
              {"type":"booking.deleted","id":"B-2","record":null},
              {"type":"guest.changed","id":"G-9","record":null} ]}
            """);

        Assert.Equal("d-1", reading.DeliveryId);
        Assert.Equal("B-1", Assert.Single(reading.Records.Bookings).ExternalId);
        Assert.Equal("G-1", Assert.Single(reading.Records.Guests).ExternalId);
        Assert.Equal("7", Assert.Single(reading.Records.Rooms).Number);
        Assert.Equal([new NamedRecord(EntityKind.Booking, "B-2"), new NamedRecord(EntityKind.Guest, "G-9")], reading.Named);
        Assert.Null(reading.Ignored);
    }

    [Fact]
    public void A_record_that_does_not_map_leaves_the_others_alone()
    {
        var reading = Read("""{"id":"d-2","events":[{"type":"room.changed","id":"R-1","record":{"id":"R-1"}},{"type":"room.changed","id":"R-2","record":{"id":"R-2","number":"2"}}]}""");
        Assert.Equal(("R-1", "$.number"), (Assert.Single(reading.Records.Unmapped).ExternalId, reading.Records.Unmapped[0].Path));
        Assert.Equal("R-2", Assert.Single(reading.Records.Rooms).ExternalId);
    }

    [Fact]
    public void Events_of_another_kind_are_ignored() => Assert.NotNull(Read("""{"id":"d-3","events":[{"type":"weather.changed","id":"W-1","record":{}}]}""").Ignored);

    [Theory]
    [InlineData("{}", "$.events")]
    [InlineData("""{"events":{}}""", "$.events")]
    [InlineData("""{"events":[7]}""", "$.events[0]")]
    [InlineData("""{"events":[{"type":"booking.deleted"}]}""", "$.events[0].id")]
    public void What_is_no_delivery_is_told_by_its_place(string body, string path) => Assert.Equal(path, Assert.Throws<MappingException>(() => Read(body)).Path);

    private static WebhookReading Read(string body) =>
        MockConnector.Read(new WebhookDelivery(Encoding.UTF8.GetBytes(body), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)), Hotel);
}
