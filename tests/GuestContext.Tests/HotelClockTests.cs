using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.GuestContext.Context;

namespace PmsPlatform.GuestContext.Tests;

public sealed class HotelClockTests
{
    // Half an hour, a gap at midnight, both sides of the date line, and southern summers among them.
    private static readonly string[] Zones =
    [
        "Europe/Budapest", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Beirut", "America/Havana",
        "Pacific/Kiritimati", "Pacific/Honolulu", "Pacific/Chatham", "UTC",
    ];

    [Fact]
    public void The_time_never_goes_back_and_the_date_is_the_calendars() => Prop.ForAll(
        (from zone in Gen.Elements(Zones)
         from minute in Gen.Choose(0, 365 * 24 * 60)
         from later in Gen.Choose(0, 180)
         select (zone, start: At(minute), end: At(minute + later))).ToArbitrary(),
        sample =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(sample.zone);
            var (first, second) = (HotelClock.At(zone, sample.start), HotelClock.At(zone, sample.end));
            return first.Time <= second.Time
                && first.Date <= second.Date
                && second.Date == DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(sample.end, zone).DateTime)
                && DateOnly.FromDateTime(second.Time) == second.Date;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void The_hour_set_back_is_passed_once()
    {
        var budapest = TimeZoneInfo.FindSystemTimeZoneById("Europe/Budapest");

        // 27 October 2030: at 03:00 summer time the clock goes back to 02:00.
        Assert.Equal(new DateTime(2030, 10, 27, 2, 30, 0), HotelClock.At(budapest, Utc(0, 30)).Time);
        Assert.Equal(new DateTime(2030, 10, 27, 3, 0, 0).AddTicks(-1), HotelClock.At(budapest, Utc(1, 10)).Time);
        Assert.Equal(new DateTime(2030, 10, 27, 3, 0, 0), HotelClock.At(budapest, Utc(2, 0)).Time);

        static DateTimeOffset Utc(int hour, int minute) => new(2030, 10, 27, hour, minute, 0, TimeSpan.Zero);
    }

    private static DateTimeOffset At(int minute) => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);
}
