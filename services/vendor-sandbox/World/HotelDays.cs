namespace PmsPlatform.VendorSandbox.World;

/// <summary>Translates between the hotel's calendar and instants, across clock changes. Check-in is at 15:00, check-out at 11:00 hotel time.</summary>
internal sealed class HotelDays
{
    public const int CheckInHour = 15;
    public const int CheckOutHour = 11;

    private readonly uint[] _checkIn;
    private readonly uint[] _checkOut;
    private readonly int _firstDay;

    /// <param name="zone">The hotel's time zone.</param>
    /// <param name="firstDay">First day kept ready.</param>
    /// <param name="days">Days kept ready; others are computed when asked for.</param>
    public HotelDays(TimeZoneInfo zone, int firstDay, int days)
    {
        Zone = zone;
        _firstDay = firstDay;
        _checkIn = [.. Enumerable.Range(firstDay, days).Select(day => At(day, CheckInHour * 60))];
        _checkOut = [.. Enumerable.Range(firstDay, days).Select(day => At(day, CheckOutHour * 60))];
    }

    public TimeZoneInfo Zone { get; }

    public uint CheckIn(int day) => Kept(_checkIn, day) ?? At(day, CheckInHour * 60);

    public uint CheckOut(int day) => Kept(_checkOut, day) ?? At(day, CheckOutHour * 60);

    /// <summary>Start of the day in the hotel.</summary>
    public uint Start(int day) => At(day, 0);

    /// <summary>The instant of an hotel-local time. A time skipped by a clock change counts as the one an hour later.</summary>
    public uint At(int day, int minutes)
    {
        var local = Moment.ToDate(day).ToDateTime(TimeOnly.MinValue).AddMinutes(minutes);
        if (Zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return Moment.From(new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, Zone), TimeSpan.Zero));
    }

    /// <summary>The hotel's calendar day at an instant.</summary>
    public int DayOf(uint moment) => Moment.DayFrom(DateOnly.FromDateTime(Local(moment)));

    /// <summary>Minutes since midnight in the hotel at an instant.</summary>
    public int MinutesOf(uint moment) => (int)Local(moment).TimeOfDay.TotalMinutes;

    private DateTime Local(uint moment) => TimeZoneInfo.ConvertTime(Moment.ToInstant(moment), Zone).DateTime;

    private uint? Kept(uint[] days, int day) => (uint)(day - _firstDay) < (uint)days.Length ? days[day - _firstDay] : null;
}
