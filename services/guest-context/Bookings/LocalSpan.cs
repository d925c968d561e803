using System.Globalization;

namespace PmsPlatform.GuestContext.Bookings;

/// <summary>A span of hotel-local time, its end excluded.</summary>
/// <param name="From">Null: it has begun, whatever the clock says.</param>
/// <param name="Until">Null: its end is not known.</param>
internal readonly record struct LocalSpan(DateTime? From, DateTime? Until)
{
    public static readonly LocalSpan Always = new(null, null);

    /// <summary>The moment a day is over. The last day of the calendar, which vendors use for "open", never is.</summary>
    public static DateTime EndOf(DateOnly day) =>
        day == DateOnly.MaxValue ? DateTime.MaxValue : day.AddDays(1).ToDateTime(TimeOnly.MinValue);

    /// <summary>As PostgreSQL reads a tsrange.</summary>
    public override string ToString() => $"[{Text(From)},{Text(Until)})";

    private static string Text(DateTime? at) => at?.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "";
}
