using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Context;
using PmsPlatform.GuestContext.Context;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Today is the hotel's today.</summary>
public sealed class TimeZoneTests(ContextService service) : IClassFixture<ContextService>
{
    // At 10:30 UTC it is half past midnight of the next day on Kiritimati (+14) and half past midnight of the same day on Honolulu (-10).
    [Theory]
    [InlineData("htl_kiritimati", "2030-06-01T09:59:00Z", "2030-06-01", StayPhase.Upcoming)]
    [InlineData("htl_kiritimati", "2030-06-01T10:00:00Z", "2030-06-02", StayPhase.Current)]
    [InlineData("htl_kiritimati", "2030-06-03T09:59:59Z", "2030-06-03", StayPhase.Current)]
    [InlineData("htl_kiritimati", "2030-06-03T10:00:00Z", "2030-06-04", StayPhase.Past)]
    [InlineData("htl_honolulu", "2030-06-02T09:59:00Z", "2030-06-01", StayPhase.Upcoming)]
    [InlineData("htl_honolulu", "2030-06-02T10:00:00Z", "2030-06-02", StayPhase.Current)]
    [InlineData("htl_honolulu", "2030-06-04T09:59:59Z", "2030-06-03", StayPhase.Current)]
    [InlineData("htl_honolulu", "2030-06-04T10:00:00Z", "2030-06-04", StayPhase.Past)]
    public async Task Days_begin_and_end_at_the_hotels_midnight(string hotelId, string instant, string date, StayPhase phase)
    {
        var booking = Make.Booking(1, 2);
        await service.RecordAsync(Make.Of(hotelId), booking.At());

        var found = await FindAsync(hotelId, booking, instant);
        Assert.Equal((date, phase), (found?.HotelDate.ToString("O", CultureInfo.InvariantCulture), found?.Phase));
    }

    // Budapest 2030: on 31 March 02:00 becomes 03:00; on 27 October 03:00 becomes 02:00.
    [Theory]
    [InlineData("2030-03-31", "02:30", "2030-03-31T00:59:59Z", StayPhase.Upcoming)]
    [InlineData("2030-03-31", "02:30", "2030-03-31T01:00:00Z", StayPhase.Current)]
    [InlineData("2030-10-27", "02:30", "2030-10-27T00:29:59Z", StayPhase.Upcoming)]
    [InlineData("2030-10-27", "02:30", "2030-10-27T00:30:00Z", StayPhase.Current)]
    [InlineData("2030-10-27", "02:30", "2030-10-27T01:00:00Z", StayPhase.Current)]
    [InlineData("2030-10-27", "02:30", "2030-10-27T01:29:00Z", StayPhase.Current)]
    [InlineData("2030-10-27", "03:00", "2030-10-27T01:59:59Z", StayPhase.Upcoming)]
    [InlineData("2030-10-27", "03:00", "2030-10-27T02:00:00Z", StayPhase.Current)]
    public async Task A_stay_begins_once_on_days_when_the_clock_changes(string date, string time, string instant, StayPhase phase)
    {
        var arrival = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        var booking = Make.Booking(0, 0) with
        {
            Arrival = arrival,
            Departure = arrival.AddDays(2),
            ExpectedArrivalTime = TimeOnly.Parse(time, CultureInfo.InvariantCulture),
            Stays = [Make.Stay(0, 0) with { Arrival = arrival, Departure = arrival.AddDays(2) }],
        };
        await service.RecordAsync(Make.Of(Make.Aurora), booking.At());

        Assert.Equal(phase, (await FindAsync(Make.Aurora, booking, instant))?.Phase);
    }

    [Fact]
    public async Task Two_hotels_of_one_caller_are_each_judged_by_their_own_clock()
    {
        var phone = Make.Phone();
        await service.RecordAsync(Make.Of("htl_kiritimati"), Make.Booking(1, 2, phone: phone).At());
        await service.RecordAsync(Make.Of("htl_honolulu"), Make.Booking(1, 2, phone: phone).At());

        var answer = await service.AskAsync($"phone={phone}", "htl_honolulu", "htl_kiritimati");
        Assert.Equal(("htl_kiritimati", new DateOnly(2030, 6, 2), StayPhase.Current), (answer?.HotelId, answer?.HotelDate, answer?.Phase));
        answer = await service.AskAsync($"phone={phone}&hotel=honolulu", "htl_honolulu", "htl_kiritimati");
        Assert.Equal(("htl_honolulu", new DateOnly(2030, 6, 1), StayPhase.Upcoming), (answer?.HotelId, answer?.HotelDate, answer?.Phase));
    }

    private async Task<FoundContext?> FindAsync(string hotelId, Booking booking, string instant)
    {
        var time = new ManualTime(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
        var find = ActivatorUtilities.CreateInstance<FindContext>(service.Services, time);
        var hotel = service.Services.GetRequiredService<HotelDirectory>().Find(hotelId)!;
        return await find.FindAsync(
            new CallerIdentity("a test", [hotelId]), new ContextQuestion(ContextQuestion.Booking, booking.ExternalId), [hotel], TestContext.Current.CancellationToken);
    }
}
