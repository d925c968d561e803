using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Links;

/// <summary>What is wrong with a schedule.</summary>
internal static class ScheduleCheck
{
    public static ProblemHttpResult? ProblemOf(string path, string feed, ScheduleRequest? schedule, VendorReport vendor, HotelRow hotel)
    {
        if (!vendor.Feeds.Any(known => string.Equals(known.Name, feed, StringComparison.Ordinal)))
            return Problem.Invalid(path, $"is no feed; known are {string.Join(", ", vendor.Feeds.Select(known => known.Name))}.");
        if (schedule is null)
            return Problem.Invalid(path, "is empty.");
        if (schedule.LookAheadDays is < 0 or > 365)
            return Problem.Invalid($"{path}.lookAheadDays", "must be from 0 to 365.");
        if (schedule.Cron is null)
            return null;

        try
        {
            HotelCron.Parse(schedule.Cron, TimeZoneInfo.FindSystemTimeZoneById(hotel.TimeZone));
            return null;
        }
        catch (FormatException exception)
        {
            return Problem.Invalid($"{path}.cron", exception.Message);
        }
    }
}
