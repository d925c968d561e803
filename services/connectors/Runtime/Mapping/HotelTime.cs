namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>Between instants and the hotel's wall clock. The only place that decides about times that do not exist or exist twice.</summary>
public static class HotelTime
{
    /// <summary>The hotel's calendar date at an instant.</summary>
    public static DateOnly DateAt(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The hotel's wall clock at an instant, to the second.</summary>
    public static TimeOnly TimeAt(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return new TimeOnly(local.Hour, local.Minute, local.Second);
    }

    /// <summary>
    /// The instant of a wall-clock time, UTC. A time that exists twice is taken the first time; one that clocks skip is moved on by the length of
    /// the gap, as people do who forgot to change their watch.
    /// </summary>
    public static DateTimeOffset InstantOf(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local))
        {
            // Read with the offset in force before the gap, which lands behind it.
            var before = zone.GetUtcOffset(local.AddHours(-3));
            return new DateTimeOffset(local, before).ToUniversalTime();
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
