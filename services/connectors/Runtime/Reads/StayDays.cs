using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Stays and days of the hotel's own calendar.</summary>
internal static class StayDays
{
    /// <summary>The hotel's date.</summary>
    public static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) => HotelTime.DateAt(now, zone);

    /// <summary>Whether somebody is to be expected: not a question, not called off, not a block of the owner.</summary>
    public static bool IsStay(Booking booking) =>
        booking.Status is not (BookingStatus.Inquiry or BookingStatus.Cancelled or BookingStatus.NoShow or BookingStatus.Blocked);

    /// <summary>
    /// Whether the guests are in the house now. A vendor with that state is believed; where it has none, dates and the expected times tell, and a day of
    /// arrival or departure without a time counts as spent in the house.
    /// </summary>
    public static bool IsInHouse(Booking booking, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (booking.Status == BookingStatus.InHouse)
            return true;
        if (booking.Status is not (BookingStatus.Confirmed or BookingStatus.Unknown))
            return false;

        var (today, time) = (HotelTime.DateAt(now, zone), HotelTime.TimeAt(now, zone));
        var hasCome = booking.Arrival < today || (booking.Arrival == today && time >= (booking.ExpectedArrivalTime ?? TimeOnly.MinValue));
        var hasLeft = booking.Departure < today || (booking.Departure == today && time >= (booking.ExpectedDepartureTime ?? TimeOnly.MaxValue));
        return hasCome && !hasLeft;
    }

    /// <summary>Whether the guests spend the night after a date in the house.</summary>
    public static bool StaysOver(Booking booking, DateOnly date) =>
        IsStay(booking) && booking.Status != BookingStatus.CheckedOut && booking.Arrival <= date && date < booking.Departure;
}
