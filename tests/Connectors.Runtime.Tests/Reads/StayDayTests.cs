using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

/// <summary>Which day it is at the hotel, and who is in it then.</summary>
public sealed class StayDayTests(SharedServers servers)
{
    private static readonly TimeZoneInfo[] Zones = [.. new[]
    {
        "Europe/Budapest", "America/New_York", "Asia/Tokyo", "Pacific/Tongatapu", "Pacific/Honolulu", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Africa/Cairo",
    }.Select(TimeZoneInfo.FindSystemTimeZoneById)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Today_changes_exactly_at_the_hotels_midnight()
    {
        var days = from zone in Gen.Elements(Zones) from day in Gen.Choose(0, 365 * 12) from seconds in Gen.Choose(0, 86399) select (zone, date: new DateOnly(2024, 1, 1).AddDays(day), seconds);
        Prop.ForAll(days.ToArbitrary(), at =>
        {
            var midnight = HotelTime.InstantOf(at.date, TimeOnly.MinValue, at.zone);
            var nextMidnight = HotelTime.InstantOf(at.date.AddDays(1), TimeOnly.MinValue, at.zone);
            var within = midnight.AddSeconds(at.seconds);

            // Cairo skips midnight itself: that day begins at one o'clock.
            return StayDays.Today(midnight, at.zone) == at.date
                && StayDays.Today(midnight.AddSeconds(-1), at.zone) == at.date.AddDays(-1)
                && (within >= nextMidnight || StayDays.Today(within, at.zone) == at.date);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Every_confirmed_stay_is_in_the_house_from_its_arrival_to_its_departure_and_at_no_other_time()
    {
        var stays =
            from zone in Gen.Elements(Zones)
            from day in Gen.Choose(0, 365 * 3)
            from nights in Gen.Choose(1, 14)
            from come in Gen.Choose(0, 23)
            from leave in Gen.Choose(0, 23)
            from minutes in Gen.Choose(-3 * 1440, 17 * 1440)
            select (zone, arrival: new DateOnly(2026, 1, 1).AddDays(day), nights, come, leave, minutes);
        Prop.ForAll(stays.ToArbitrary(), at =>
        {
            var booking = ReadingVendor.Booking("b", at.arrival, at.nights) with
            {
                ExpectedArrivalTime = new TimeOnly(at.come, 0),
                ExpectedDepartureTime = new TimeOnly(at.leave, 0),
            };
            var now = HotelTime.InstantOf(at.arrival, TimeOnly.MinValue, at.zone).AddMinutes(at.minutes);
            var local = TimeZoneInfo.ConvertTime(now, at.zone).DateTime;
            var expected = local >= at.arrival.ToDateTime(new TimeOnly(at.come, 0)) && local < booking.Departure.ToDateTime(new TimeOnly(at.leave, 0));
            return StayDays.IsInHouse(booking, now, at.zone) == expected;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("2030-06-01T21:59:59Z", "2030-06-01")]
    [InlineData("2030-06-01T22:00:00Z", "2030-06-02")]
    [InlineData("2030-12-31T22:59:59Z", "2030-12-31")]
    [InlineData("2030-12-31T23:00:00Z", "2031-01-01")]
    public async Task Without_a_date_the_hotels_own_today_is_meant(string now, string today)
    {
        await using var reads = await ReadsUnderTest.StartAsync(servers, Token);
        reads.Time.AdvanceTo(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        var date = DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture);
        reads.Vendor.Add(ReadingVendor.Booking("before", date.AddDays(-1)), ReadingVendor.Booking("today", date), ReadingVendor.Booking("after", date.AddDays(1)));

        var arrivals = await reads.ReadAsync("/read/arrivals", Token);
        var departures = await reads.ReadAsync($"/read/departures?date={date.AddDays(2):yyyy-MM-dd}", Token);

        Assert.Equal(["today"], IdsOf(arrivals));
        Assert.Equal(["today"], IdsOf(departures));
        Assert.Contains(reads.Vendor.Feeds, feed => feed.Mode == SyncMode.Arrivals && feed.From == date && feed.Until == date);
    }

    [Fact]
    public async Task Who_does_not_come_is_not_among_the_arrivals()
    {
        await using var reads = await ReadsUnderTest.StartAsync(servers, Token);
        var today = new DateOnly(2030, 6, 1);
        reads.Vendor.Add(Enum.GetValues<BookingStatus>().Select(status => ReadingVendor.Booking(status.ToString(), today, status: status)));

        var arrivals = await reads.ReadAsync("/read/arrivals", Token);

        Assert.Equal(["CheckedOut", "Confirmed", "InHouse", "Tentative", "Unknown"], IdsOf(arrivals).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task In_house_on_a_later_date_are_those_who_stay_and_those_who_come()
    {
        await using var reads = await ReadsUnderTest.StartAsync(servers, Token);
        var today = new DateOnly(2030, 6, 1);
        reads.Vendor.Add(
            ReadingVendor.Booking("long", today.AddDays(-40), nights: 60, BookingStatus.InHouse),
            ReadingVendor.Booking("leaves", today.AddDays(-1), nights: 4, BookingStatus.InHouse),
            ReadingVendor.Booking("comes", today.AddDays(2), nights: 2),
            ReadingVendor.Booking("off", today.AddDays(2), nights: 2, BookingStatus.Cancelled),
            ReadingVendor.Booking("later", today.AddDays(4)));

        var now = await reads.ReadAsync("/read/in-house", Token);
        var then = await reads.ReadAsync("/read/in-house?date=2030-06-04", Token);

        Assert.Equal(["leaves", "long"], IdsOf(now).Order(StringComparer.Ordinal));
        Assert.Equal(["comes", "long"], IdsOf(then).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> IdsOf(System.Text.Json.JsonElement answer) =>
        answer.GetProperty("data").EnumerateArray().Select(booking => booking.GetProperty("externalId").GetString()!);
}
