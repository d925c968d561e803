using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mock.Tests;

/// <summary>What holds for every record the mock PMS can send, and for those it cannot.</summary>
public sealed class MappingPropertyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2000);
    private static readonly HotelSettings Hotel = new(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"), "NZD");
    private static readonly (string Code, int Digits)[] Coins = [("NZD", 2), ("JPY", 0), ("KWD", 3)];

    private static readonly string[] Oddities =
    [
        "null", "true", "0", "-1", "2.5", "1e400", "\"\"", "\" \"", "\"abc\"", "\"2026-02-30\"", "\"9999-12-31\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[null]", "[1]", "[{}]",
        "99999999999999999999999999999999.99", "{\"a\":[{}]}",
    ];

    [Fact]
    public void Days_amounts_and_statuses_come_out_as_they_went_in() => Prop.ForAll(
        (from status in Gen.Elements(MockMapping.Statuses.Keys.ToArray())
         from arrival in Gen.Choose(0, 30_000)
         from nights in Gen.Choose(0, 400)
         from minor in Gen.Choose(0, 2_000_000_000)
         from currency in Gen.Elements(Coins)
         select (status, arrival, nights, minor, currency)).ToArbitrary(),
        drawn =>
        {
            var (first, last) = (new DateOnly(2000, 1, 1).AddDays(drawn.arrival), new DateOnly(2000, 1, 1).AddDays(drawn.arrival + drawn.nights));
            var record = Sample();
            record["status"] = drawn.status;
            record["arrival"] = Day(first);
            record["departure"] = Day(last);
            record["total"] = JsonNode.Parse(Major(drawn.minor, drawn.currency.Digits));
            record["balance"] = JsonNode.Parse(Major(drawn.minor, drawn.currency.Digits));
            record["currency"] = drawn.currency.Code;

            var booking = Assert.Single(MockConnector.Map(EntityKind.Booking, Encoding.UTF8.GetBytes(record.ToJsonString()), Hotel).Bookings);

            Assert.Equal((MockMapping.Statuses[drawn.status], drawn.status, first, last), (booking.Status, booking.VendorStatus, booking.Arrival, booking.Departure));
            Assert.Equal(new Money(drawn.minor, drawn.currency.Code), booking.Total);
            Assert.Equal(booking.Total, booking.Balance);
            Assert.All(booking.Stays, stay => Assert.Equal((booking.Status, first, last), (stay.Status, stay.Arrival, stay.Departure)));
            return true;
        }).Check(Thorough);

    [Fact]
    public void A_status_nobody_knows_is_kept_as_text() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>(),
        text =>
        {
            var record = Sample();
            record["status"] = "x" + string.Concat(text.Get.Where(char.IsAsciiLetterOrDigit));
            var booking = Assert.Single(MockConnector.Map(EntityKind.Booking, Encoding.UTF8.GetBytes(record.ToJsonString()), Hotel).Bookings);
            return booking.Status == BookingStatus.Unknown && booking.VendorStatus == record["status"]!.GetValue<string>();
        }).Check(Thorough);

    [Fact]
    public void A_mutated_record_is_mapped_or_quarantined_and_never_breaks_the_page() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        seed =>
        {
            var record = Mutated(new Random(seed));
            foreach (var entity in (EntityKind[])[EntityKind.Booking, EntityKind.Guest, EntityKind.Room])
            {
                var list = entity switch { EntityKind.Booking => "bookings", EntityKind.Guest => "guests", _ => "rooms" };
                var payload = Encoding.UTF8.GetBytes($$"""{"{{list}}":[{{record}},{{Sample().ToJsonString()}}],"next":null}""");
                try
                {
                    var mapped = MockConnector.Map(entity, payload, Hotel);
                    var own = entity switch { EntityKind.Booking => mapped.Bookings.Count, EntityKind.Guest => mapped.Guests.Count, _ => mapped.Rooms.Count };
                    Assert.Equal(2, own + mapped.Unmapped.Count(unmapped => unmapped.Entity == entity));
                    Assert.All(mapped.Unmapped, unmapped => Assert.StartsWith("$", unmapped.Path, StringComparison.Ordinal));
                }
                catch (MappingException error)
                {
                    Assert.StartsWith("$", error.Path, StringComparison.Ordinal);
                }
            }

            return true;
        }).Check(Thorough);

    private static string Mutated(Random random)
    {
        var record = Sample();
        var marks = new List<string>();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var target = random.Next(3) switch { 0 => (record["guests"] as JsonArray)?[0], 1 => (record["rooms"] as JsonArray)?[0], _ => record } as JsonObject ?? record;
            var name = target.ElementAt(random.Next(target.Count)).Key;
            marks.Add($"@{marks.Count}@");
            target[name] = marks[^1];
        }

        return marks.Aggregate(record.ToJsonString(), (text, mark) => text.Replace($"\"{mark}\"", Oddities[random.Next(Oddities.Length)], StringComparison.Ordinal));
    }

    private static JsonObject Sample() => JsonNode.Parse(
        """
        {"id":"B-1","confirmationNumber":"MI-1","status":"confirmed","arrival":"2027-03-01","departure":"2027-03-04","expectedArrivalTime":"18:30","checkoutTime":null,
         "adults":2,"children":0,"channel":"ota","channelName":"Booking.com","booker":null,"number":"7","housekeeping":"clean","service":"inService","occupied":true,
         "guests":[{"id":"G-1","firstName":"Ana","lastName":"Moana","email":"ana@example.net","phone":"+64215550101","loyalty":{"programme":"Club","tier":null,"number":"7"},
                    "preferences":[{"category":"diet","value":"Vegan"}],"updatedAt":"2027-01-01T00:00:00.000Z"}],
         "rooms":[{"roomId":"R-7","roomType":"Garden Double","adults":2,"children":0,"checkedInAt":null,"checkedOutAt":null}],
         "total":540,"paid":100,"currency":"NZD","balance":440,"specialRequests":null,"notes":[{"id":"N-1","text":"Late","idempotencyKey":null}],"charges":[],
         "createdAt":"2027-01-01T00:00:00.000Z","updatedAt":"2027-01-02T00:00:00.000Z"}
        """)!.AsObject();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Major(long minor, int digits) => (minor / (decimal)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture);
}
