using System.Net;
using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

public sealed class NeutralTests(SharedServers servers)
{
    private const string Whole =
        """
        {"booking":{"id":"BK-1","status":"confirmed","guest":{"name":"Ana María Ruiz","email":"ana@example.net","phone":"+34 600 123 456"},
         "stay":{"checkIn":"2030-05-01","checkOut":"2030-05-04","room":"204"},"totals":{"amount":450.5,"currency":"EUR"},"channel":"Booking.com"}}
        """;

    private static readonly HotelSettings Tokyo = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), "JPY");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_booking_in_the_neutral_form_takes_the_way_of_every_delivery()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        using var answer = await inbox.PostNeutralAsync(Whole, Token, correlation: "cause-1");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var entry = Assert.Single(await inbox.UntilAsync(InboxState.Processed, 1, Token));
        Assert.Equal(("Neutral", "cause-1"), (entry.Form, entry.CorrelationId));
        var booking = Assert.Single(inbox.Events.Of("pms.bookings.changed")).GetProperty("items")[0].GetProperty("value");
        Assert.Equal("BK-1", booking.GetProperty("externalId").GetString());
        Assert.Equal("204", booking.GetProperty("stays")[0].GetProperty("roomNumber").GetString());
        Assert.Equal(["booking:BK-1"], inbox.Events.Ids("pms.guests.changed"));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(entry.Id, body.RootElement.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task The_same_call_again_is_a_duplicate_and_the_same_booking_for_another_cause_is_not()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        foreach (var (status, cause) in ((string, string)[])[("confirmed", "c1"), ("confirmed", "c1"), ("cancelled", "c2"), ("confirmed", "c3")])
        {
            using var answer = await inbox.PostNeutralAsync(Whole.Replace("confirmed", status, StringComparison.Ordinal), Token, correlation: cause);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            await Eventually.TrueAsync(async () => (await inbox.ListAsync(Token, "?state=Received")).Items.Count == 0, TimeSpan.FromSeconds(20), "it is worked off", Token);
        }

        var told = inbox.Events.Of("pms.bookings.changed").Select(message => message.GetProperty("items")[0].GetProperty("value").GetProperty("status").GetString());
        Assert.Equal(["Confirmed", "Cancelled", "Confirmed"], told);
    }

    [Fact]
    public async Task Whoever_has_no_token_of_the_hotel_is_refused_and_what_does_not_map_is_explained()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);

        using var stranger = await inbox.PostNeutralAsync(Whole, Token, token: "000000000000000000000000");
        using var elsewhere = await inbox.PostNeutralAsync(Whole, Token, slug: "two");
        using var wrong = await inbox.PostNeutralAsync(Whole.Replace("2030-05-04", "2030-04-04", StringComparison.Ordinal), Token);
        using var plain = await inbox.PostNeutralAsync(Whole, Token, slug: null);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, HttpStatusCode.Accepted),
            (stranger.StatusCode, elsewhere.StatusCode, wrong.StatusCode, plain.StatusCode));
        using var problem = JsonDocument.Parse(await wrong.Content.ReadAsStringAsync(Token));
        Assert.Equal("$.booking.stay.checkOut", problem.RootElement.GetProperty("field").GetString());
        Assert.DoesNotContain("Ruiz", inbox.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checked-in", BookingStatus.InHouse)]
    [InlineData("NO_SHOW", BookingStatus.NoShow)]
    [InlineData("canceled", BookingStatus.Cancelled)]
    [InlineData("something else", BookingStatus.Unknown)]
    public void Statuses_are_read_in_any_spelling_and_kept_as_given(string given, BookingStatus status)
    {
        var booking = Read($$$$"""{"booking":{"id":"1","status":"{{{{given}}}}","stay":{"checkIn":"2030-01-01","checkOut":"2030-01-02"}}}""");
        Assert.Equal((status, given), (booking.Status, booking.VendorStatus));
    }

    [Theory]
    [InlineData("2030-03-01", "2030-03-01")]
    [InlineData("2030-03-01T15:00:00", "2030-03-01")]
    [InlineData("2030-02-28T16:00:00Z", "2030-03-01")]
    [InlineData("2030-03-01T15:00:00+09:00", "2030-03-01")]
    public void Dates_are_the_hotels_whatever_they_are_written_as(string given, string date) => Assert.Equal(
        DateOnly.Parse(date), Read($$$$"""{"booking":{"id":"1","status":"new","stay":{"checkIn":"{{{{given}}}}","checkOut":"2030-03-09"}}}""").Arrival);

    [Fact]
    public void Amounts_have_the_digits_of_their_currency() => Assert.Equal(
        45000, Read("""{"booking":{"id":"1","status":"new","stay":{"checkIn":"2030-03-01","checkOut":"2030-03-09"},"totals":{"amount":45000}}}""").Total!.Value.MinorUnits);

    [Theory]
    [InlineData("{}", "$.booking")]
    [InlineData("""{"booking":{"status":"new"}}""", "$.booking.id")]
    [InlineData("""{"booking":{"id":"1","status":"new"}}""", "$.booking.stay.checkIn")]
    [InlineData("""{"booking":{"id":"1","status":"new","stay":{"checkIn":"soon","checkOut":"2030-03-09"}}}""", "$.booking.stay.checkIn")]
    [InlineData("""{"booking":{"id":7}}""", "$.booking.id")]
    [InlineData("""{"booking":{"id":"1","status":"new","stay":{"checkIn":"2030-03-01","checkOut":"2030-03-09"},"totals":{"amount":1,"currency":"XXQ"}}}""", "$.booking.totals.currency")]
    public void What_is_missing_or_wrong_is_named(string body, string path) => Assert.Equal(path, Assert.Throws<MappingException>(() => Read(body)).Path);

    private static Booking Read(string body) =>
        NeutralBookings.Read(new WebhookDelivery(Encoding.UTF8.GetBytes(body), new Dictionary<string, string>(StringComparer.Ordinal)), Tokyo).Records.Bookings[0];
}
