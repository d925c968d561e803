using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Links;

/// <summary>Brings a feed's schedule to what was asked for; what was left out stays, or is the vendor's usual rhythm.</summary>
internal static class ScheduleWriter
{
    public const string Nightly = "0 3 * * *";

    public static Schedule Set(Link link, string feed, ScheduleRequest request, VendorReport vendor, DateTimeOffset now)
    {
        var schedule = link.Schedules.Find(known => string.Equals(known.Feed, feed, StringComparison.Ordinal));
        if (schedule is null)
        {
            var usual = vendor.Feeds.First(known => string.Equals(known.Name, feed, StringComparison.Ordinal)).Cron;
            schedule = new Schedule { ConnectionId = link.ConnectionId, Feed = feed, Cron = usual.Length > 0 ? usual : Nightly, IsOnDemand = usual.Length == 0 && request.Cron is null, ChangedAt = now };
            link.Schedules.Add(schedule);
        }

        schedule.IsEnabled = request.Enabled ?? schedule.IsEnabled;
        schedule.IsOnDemand = request.OnDemand ?? schedule.IsOnDemand;
        schedule.Cron = request.Cron ?? schedule.Cron;
        schedule.LookAheadDays = request.LookAheadDays ?? schedule.LookAheadDays;
        return schedule;
    }
}
