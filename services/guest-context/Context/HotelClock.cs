using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Context;

/// <summary>What time it is at a hotel.</summary>
/// <param name="Date">The calendar date.</param>
/// <param name="Time">Date and time without zone, which never goes back: a stay that has begun does not begin again.</param>
internal readonly record struct HotelTime(DateOnly Date, DateTime Time);

/// <summary>The hotels' clocks, fed from one instant.</summary>
internal sealed class HotelClock(HotelDirectory hotels)
{
    /// <summary>The hotel's time at an instant. Throws <see cref="KeyNotFoundException"/> for an unknown hotel.</summary>
    public HotelTime At(string hotelId, DateTimeOffset instant) => At(hotels.TimeZoneOf(hotelId), instant);

    public static HotelTime At(TimeZoneInfo zone, DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var time = local.DateTime;
        var date = DateOnly.FromDateTime(time);
        if (!zone.IsAmbiguousTime(time) || local.Offset == zone.GetAmbiguousTimeOffsets(time).Max())
            return new HotelTime(date, time);

        // The hour that was set back: everything due in it was reached the first time, so the clock stands at its end until it is over.
        var end = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));
        while (zone.IsAmbiguousTime(end))
            end = end.AddMinutes(1);
        return new HotelTime(date, end.AddTicks(-1));
    }
}
