using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>Reading bookings through the real vendor access from lists on a socket.</summary>
public sealed class MewsBookingReadTests
{
    private const string Reservations = "reservations/getAll/2023-06-06";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
    private static readonly Feed Full = new() { Mode = SyncMode.Full, StartedAt = Now };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_read_takes_the_fewest_calls_and_gives_every_booking_once()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(2500);
        var connector = MewsHttp.Connect(mews.Url);

        var bookings = await ReadAllAsync(connector, Full);

        Assert.Equal(2500, bookings.Select(booking => booking.ExternalId).Distinct().Count());
        Assert.Equal(2500, bookings.Count);
        Assert.Equal(3, mews.CallsOf(Reservations).Count);
        Assert.All(mews.CallsOf(Reservations), call =>
        {
            Assert.Equal(1000, call.Count);
            Assert.Equal(["stay"], call.Texts("ServiceIds"));
            Assert.DoesNotContain(call.Body, member => member.Key.EndsWith("Utc", StringComparison.Ordinal));
        });

        // Of each page: companions, order items, one batch of owners; of the property: services, categories, ages, resources.
        Assert.Equal(3, mews.CallsOf("companionships/getAll").Count);
        Assert.Equal(3, mews.CallsOf("orderItems/getAll").Count);
        Assert.Equal(3, mews.CallsOf("customers/getAll").Count);
        Assert.Equal(4, mews.Calls.Count - 12);
    }

    [Fact]
    public async Task An_empty_property_is_read_with_one_call_of_reservations()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        var page = await MewsHttp.Connect(mews.Url).ReadBookingsAsync(Full, null, Token);
        Assert.Empty(page.Bookings);
        Assert.Null(page.NextCursor);
        Assert.Equal(["services/getAll", "resourceCategories/getAll", Reservations], mews.Calls.Select(call => call.Operation));
    }

    [Fact]
    public async Task What_Mews_keeps_elsewhere_is_joined()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(1);
        mews.Lists[Reservations][0]!["TravelAgencyId"] = "agency";
        mews.Lists[Reservations][0]!["BookerId"] = "cus-booker";
        mews.Lists["companies/getAll"] = FakeMews.Parse("""[{"Id":"agency","Name":"Far & Away"}]""");
        mews.Lists["companionships/getAll"] = FakeMews.Parse("""[{"Id":"c1","ReservationId":"res-00001","CustomerId":"cus-friend"}]""");
        mews.Lists["orderItems/getAll"] = FakeMews.Parse(
            """
            [{"Id":"o1","ServiceOrderId":"res-00001","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":240.10}},
             {"Id":"o2","ServiceOrderId":"res-00001","AccountingState":"Closed","Amount":{"Currency":"EUR","GrossValue":9.9}}]
            """);

        var page = await MewsHttp.Connect(mews.Url).ReadBookingsAsync(Full, null, Token);

        var booking = Assert.Single(page.Bookings);
        Assert.Equal((25000L, "EUR"), (booking.Total!.Value.MinorUnits, booking.Total.Value.Currency));
        Assert.Equal((BookingChannel.Agent, "Far & Away"), (booking.Channel, booking.ChannelName));
        Assert.Equal(("cus-booker", "Name of cus-booker"), (booking.Booker!.ExternalId, booking.Booker.Name));
        Assert.Equal(["cus-00001", "cus-friend"], booking.Guests.Select(guest => guest.ExternalId));
        Assert.Equal(("101", "Queen", 2), (booking.Stays[0].RoomNumber, booking.Stays[0].RoomType, booking.Adults));
        Assert.Equal(["cus-00001", "cus-booker", "cus-friend"], page.Guests.Select(guest => guest.ExternalId).Order());
        Assert.Equal(["Open", "Closed", "Inactive"], mews.CallsOf("orderItems/getAll")[0].Texts("AccountingStates"));
    }

    [Fact]
    public async Task Reference_data_is_read_once_for_a_quarter_of_an_hour()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(3);
        var time = new ManualTime(Now);
        var connector = MewsHttp.Connect(mews.Url, time);

        await connector.ReadBookingsAsync(Full, null, Token);
        time.Advance(TimeSpan.FromMinutes(14));
        await connector.ReadBookingsAsync(Full, null, Token);
        Assert.Single(mews.CallsOf("resources/getAll"));

        time.Advance(TimeSpan.FromMinutes(2));
        await connector.ReadBookingsAsync(Full, null, Token);
        Assert.Equal(2, mews.CallsOf("resources/getAll").Count);
        Assert.Equal(2, mews.CallsOf("services/getAll").Count);
    }

    [Fact]
    public async Task A_room_that_is_new_is_looked_up_at_most_once_a_minute()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(1);
        var time = new ManualTime(Now);
        var connector = MewsHttp.Connect(mews.Url, time);
        await connector.ReadBookingsAsync(Full, null, Token);

        mews.Lists[Reservations][0]!["AssignedResourceId"] = "r900";
        mews.Lists["resources/getAll"].Add(JsonNode.Parse("""{"Id":"r900","IsActive":true,"Name":"900","State":"Clean","Data":{"Discriminator":"Space"}}"""));
        var early = await connector.ReadBookingsAsync(Full, null, Token);
        time.Advance(TimeSpan.FromSeconds(61));
        var later = await connector.ReadBookingsAsync(Full, null, Token);
        await connector.ReadBookingsAsync(Full, null, Token);

        Assert.Equal((null, "900"), (early.Bookings[0].Stays[0].RoomNumber, later.Bookings[0].Stays[0].RoomNumber));
        Assert.Equal(2, mews.CallsOf("resources/getAll").Count);
    }

    [Fact]
    public async Task Changes_are_read_in_windows_of_three_months_oldest_first()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        var feed = new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = Now.AddMonths(-7), StartedAt = Now };

        await ReadAllAsync(MewsHttp.Connect(mews.Url), feed);

        Assert.Equal(
            [
                ("2026-04-21T04:00:00Z", "2026-07-21T04:00:00Z"), ("2026-07-21T04:00:00Z", "2026-10-21T04:00:00Z"),
                ("2026-10-21T04:00:00Z", "2026-11-21T04:00:01Z"),
            ],
            mews.CallsOf(Reservations).Select(call => call.Window("UpdatedUtc")));
    }

    [Fact]
    public async Task A_read_goes_on_from_its_cursor_in_another_process()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(4200);
        mews.Takes = (call, _) => call.Body["UpdatedUtc"] is null || call.Window("UpdatedUtc").Start == "2026-04-21T04:00:00Z";
        var feed = new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = Now.AddMonths(-7), StartedAt = Now };

        var first = await MewsHttp.Connect(mews.Url).ReadBookingsAsync(feed, null, Token);
        var second = await MewsHttp.Connect(mews.Url).ReadBookingsAsync(feed, first.NextCursor, Token);
        var third = await MewsHttp.Connect(mews.Url).ReadBookingsAsync(feed, second.NextCursor, Token);

        Assert.Equal((4000, 200, 0), (first.Bookings.Count, second.Bookings.Count, third.Bookings.Count));
        Assert.Equal("2026-07-21T04:00:00Z", mews.CallsOf(Reservations)[^1].Window("UpdatedUtc").Start);
    }

    [Fact]
    public async Task History_can_be_bounded()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        await ReadAllAsync(MewsHttp.Connect(mews.Url, settings: new KeyValuePair<string, string>("historyFrom", "2026-10-01")), Full);
        Assert.Equal(("2026-09-30T22:00:00Z", "2026-11-21T04:00:01Z"), Assert.Single(mews.CallsOf(Reservations)).Window("UpdatedUtc"));
    }

    [Fact]
    public async Task A_limit_makes_the_page_smaller()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(50);
        var page = await MewsHttp.Connect(mews.Url).ReadBookingsAsync(Full with { Limit = 7 }, null, Token);
        Assert.Equal(7, page.Bookings.Count);
    }

    [Fact]
    public async Task A_hotel_may_name_its_service_itself()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        await ReadAllAsync(MewsHttp.Connect(mews.Url, settings: new KeyValuePair<string, string>("serviceId", "dayuse, parking")), Full);
        Assert.Empty(mews.CallsOf("services/getAll"));
        Assert.Equal(["dayuse", "parking"], Assert.Single(mews.CallsOf(Reservations)).Texts("ServiceIds"));
    }

    [Fact]
    public async Task Records_sent_twice_and_out_of_order_change_nothing()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(1);
        mews.Lists["companionships/getAll"] = FakeMews.Parse(
            """[{"Id":"c1","ReservationId":"res-00001","CustomerId":"cus-b"},{"Id":"c2","ReservationId":"res-00001","CustomerId":"cus-a"}]""");
        mews.Lists["orderItems/getAll"] = FakeMews.Parse(
            """[{"Id":"o1","ServiceOrderId":"res-00001","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":10}}]""");
        var connector = MewsHttp.Connect(mews.Url);
        var before = (await connector.ReadBookingsAsync(Full, null, Token)).Bookings[0];

        mews.Lists["companionships/getAll"] = [.. mews.Lists["companionships/getAll"].Reverse().Select(companion => companion!.DeepClone())];
        mews.Lists["orderItems/getAll"].Add(mews.Lists["orderItems/getAll"][0]!.DeepClone());
        var after = (await connector.ReadBookingsAsync(Full, null, Token)).Bookings[0];

        Assert.Equal(before.Guests, after.Guests);
        Assert.Equal(before.Total, after.Total);
    }

    [Fact]
    public async Task A_broken_reservation_does_not_stop_the_others()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(3);
        mews.Lists[Reservations][1]!["ScheduledEndUtc"] = "2026-02-30T14:00:00Z";
        var page = await MewsHttp.Connect(mews.Url).ReadBookingsAsync(Full, null, Token);
        Assert.Equal(["res-00001", "res-00003"], page.Bookings.Select(booking => booking.ExternalId));
        var unmapped = Assert.Single(page.Unmapped);
        Assert.Equal(("res-00002", "$.ScheduledEndUtc"), (unmapped.ExternalId, unmapped.Path));
        Assert.Equal("2026-02-30T14:00:00Z", (string?)JsonNode.Parse(unmapped.Payload.Span)!["ScheduledEndUtc"]);
    }

    private static async Task<IReadOnlyList<Booking>> ReadAllAsync(MewsConnector connector, Feed feed)
    {
        var bookings = new List<Booking>();
        string? cursor = null;
        do
        {
            var page = await connector.ReadBookingsAsync(feed, cursor, Token);
            bookings.AddRange(page.Bookings);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return bookings;
    }
}
