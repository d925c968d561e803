using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Runtime.Tests.Mapping;

public sealed class HotelTimeTests
{
    private static readonly string[] Zones =
    [
        "Europe/Budapest", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Honolulu", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu",
    ];

    [Fact]
    public void A_late_evening_in_UTC_is_tomorrow_in_Kiritimati_and_today_in_Honolulu()
    {
        var instant = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(new DateOnly(2026, 3, 11), HotelTime.DateAt(instant, Zone("Pacific/Kiritimati")));
        Assert.Equal(new DateOnly(2026, 3, 10), HotelTime.DateAt(instant, Zone("Pacific/Honolulu")));
    }

    [Fact]
    public void A_time_that_clocks_skip_moves_on_by_the_gap()
    {
        // 29 March 2026, Budapest: 02:00 becomes 03:00.
        var instant = HotelTime.InstantOf(new DateOnly(2026, 3, 29), new TimeOnly(2, 30), Zone("Europe/Budapest"));

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), instant);
        Assert.Equal(new TimeOnly(3, 30), HotelTime.TimeAt(instant, Zone("Europe/Budapest")));
    }

    [Fact]
    public void A_time_that_exists_twice_is_the_first_one()
    {
        // 25 October 2026, Budapest: 03:00 becomes 02:00.
        var instant = HotelTime.InstantOf(new DateOnly(2026, 10, 25), new TimeOnly(2, 30), Zone("Europe/Budapest"));

        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), instant);
    }

    [Fact]
    public void Every_instant_survives_the_way_to_the_wall_clock_and_back_but_for_the_second_of_two_equal_hours() => Prop.ForAll(
        Gen.Choose(0, 366 * 24 * 4).SelectMany(quarter => Gen.Elements(Zones), (quarter, zone) => (quarter, zone)).ToArbitrary(),
        sample =>
        {
            var zone = Zone(sample.zone);
            var instant = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(15 * sample.quarter);
            var back = HotelTime.InstantOf(HotelTime.DateAt(instant, zone), HotelTime.TimeAt(instant, zone), zone);
            return back == instant || (instant > back && zone.IsAmbiguousTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Later_wall_clocks_are_never_earlier_instants_across_the_gap() => Prop.ForAll(
        Gen.Choose(0, (24 * 60) - 2).ToArbitrary(),
        minute =>
        {
            var zone = Zone("Europe/Budapest");
            var day = new DateOnly(2026, 3, 29);
            var early = HotelTime.InstantOf(day, TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute)), zone);
            var inHour = HotelTime.InstantOf(day.AddDays(1), TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute)), zone);
            return inHour > early;
        }).QuickCheckThrowOnFailure();

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
